import { Problem } from '@qtable/domain'
import { expect, test } from 'vitest'
import type { SessionKey, SessionUser } from './identity.ts'
import { openSessionCache } from './session-cache.ts'

const session = { userId: 'u', restaurantId: 1, sessionId: 's' }
const host = { name: 'Ada', email: 'ada@example.com', role: 'host' } as const
const manager = { ...host, role: 'manager' } as const

interface Load {
  session: SessionKey
  answer: (user: SessionUser | undefined) => void
  fail: (error: unknown) => void
}

function open(options: { patienceMs?: number } = {}) {
  const clock = { now: 0 }
  const loads: Load[] = []
  const cache = openSessionCache({
    load: (session) => new Promise((answer, fail) => loads.push({ session, answer, fail })),
    now: () => clock.now,
    freshMs: () => 1500,
    ...options,
  })
  async function fill(user: SessionUser) {
    const filled = cache.get(session)
    loads.at(-1)?.answer(user)
    return filled
  }
  return { clock, loads, cache, fill }
}

test('concurrent gets share one load, and a fresh answer needs none', async () => {
  const { loads, cache } = open()
  const all = Promise.all([cache.get(session), cache.get(session), cache.get(session)])
  loads[0]?.answer(host)
  expect(await all).toEqual([host, host, host])
  expect(await cache.get(session)).toEqual(host)
  expect(loads).toHaveLength(1)
})

test('a change elsewhere is seen within two seconds', async () => {
  const { clock, loads, cache, fill } = open()
  await fill(host)
  clock.now = 2000
  const answer = cache.get(session)
  loads[1]?.answer(undefined)
  expect(await answer).toBeUndefined()
})

test('after an invalidation the next get loads, and an earlier load is not cached', async () => {
  const { loads, cache, fill } = open()
  await fill(host)
  cache.invalidate(({ userId }) => userId === 'u')
  const before = cache.get(session)
  cache.invalidate(({ userId }) => userId === 'u')
  const after = cache.get(session)
  expect(loads).toHaveLength(3)
  loads[2]?.answer(manager)
  expect(await after).toEqual(manager)
  loads[1]?.answer(host)
  await before
  expect(await cache.get(session)).toEqual(manager)
})

test('an invalidation leaves other sessions cached', async () => {
  const { loads, cache, fill } = open()
  await fill(host)
  cache.invalidate(({ sessionId }) => sessionId === 'other')
  expect(await cache.get(session)).toEqual(host)
  expect(loads).toHaveLength(1)
})

test('[I24] while the database is away the last answer stands, and is loaded again once a second', async () => {
  const { clock, loads, cache, fill } = open()
  await fill(host)
  clock.now = 60_000
  const away = cache.get(session)
  loads[1]?.fail(new Problem('unavailable', 'away'))
  expect(await away).toEqual(host)
  clock.now = 60_999
  expect(await cache.get(session)).toEqual(host)
  expect(loads).toHaveLength(2)
  clock.now = 61_000
  const back = cache.get(session)
  loads[2]?.answer(manager)
  expect(await back).toEqual(manager)
})

test('[I24] a slow database does not hold up cached sessions', async () => {
  const { clock, loads, cache, fill } = open({ patienceMs: 1 })
  await fill(host)
  clock.now = 60_000
  expect(await cache.get(session)).toEqual(host)
  expect(loads).toHaveLength(2)
})

test('an uncached session is unavailable while the database is away, and a bug is thrown', async () => {
  const { clock, loads, cache, fill } = open()
  const unknown = cache.get(session)
  loads[0]?.fail(new Problem('unavailable', 'away'))
  await expect(unknown).rejects.toMatchObject({ code: 'unavailable' })
  await fill(host)
  clock.now = 60_000
  const broken = cache.get(session)
  loads.at(-1)?.fail(new TypeError('a bug'))
  await expect(broken).rejects.toThrow(TypeError)
})
