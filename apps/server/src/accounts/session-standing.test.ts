import { expect, test } from 'vitest'
import type { SessionKey } from './identity.ts'
import { openSessionCache } from './session-cache.ts'

const known: SessionKey = { userId: 'u', restaurantId: 1, sessionId: 's' }
const host = { name: 'Ada', email: 'ada@example.com', role: 'host' } as const

test.each<[string, SessionKey]>([
  ['restaurant', { ...known, restaurantId: 2 }],
  ['user', { ...known, userId: 'other' }],
  ['session', { ...known, sessionId: 'other' }],
])('[I15] what is remembered of a session says nothing about another %s', async (_what, other) => {
  const loads: SessionKey[] = []
  const cache = openSessionCache({
    async load(session) {
      loads.push(session)
      return session === known ? host : undefined
    },
    now: () => 0,
    freshMs: () => 1500,
  })
  expect(await cache.get(known)).toEqual(host)
  expect(cache.getFresh(other)).toBeUndefined()
  expect(await cache.get(other)).toBeUndefined()
  expect(loads).toEqual([known, other])
  // The refusal of the other did not touch what is remembered.
  expect(cache.getFresh(known)).toEqual(host)
  cache.invalidate(({ sessionId }) => sessionId === known.sessionId)
  expect(cache.getFresh(known)).toBeUndefined()
})
