import { Problem } from '@qtable/domain'
import { expect, test } from 'vitest'
import { openStandings, type SessionKey, type Standing } from './identity.ts'

const session = { userId: 'u', restaurantId: 1, sessionId: 's' }
const host = { name: 'Ada', email: 'ada@example.com', role: 'host' } as const
const manager = { ...host, role: 'manager' } as const

function open(options: { patienceMs?: number } = {}) {
  const clock = { now: 0 }
  const asked: { session: SessionKey; answer: (standing: Standing) => void; fail: (error: unknown) => void }[] = []
  const standings = openStandings({
    load: (session) => new Promise((answer, fail) => asked.push({ session, answer, fail })),
    now: () => clock.now,
    freshMs: () => 1500,
    ...options,
  })
  async function learn(standing: Standing) {
    const question = standings.of(session)
    asked.at(-1)?.answer(standing)
    return question
  }
  return { clock, asked, standings, learn }
}

test('many who ask at once are one question, and a fresh answer is given without another', async () => {
  const { asked, standings } = open()
  const all = Promise.all([standings.of(session), standings.of(session), standings.of(session)])
  asked[0]?.answer(host)
  expect(await all).toEqual([host, host, host])
  expect(await standings.of(session)).toEqual(host)
  expect(asked).toHaveLength(1)
})

test('within two seconds a change elsewhere is seen', async () => {
  const { clock, asked, standings, learn } = open()
  await learn(host)
  clock.now = 2000
  const question = standings.of(session)
  asked[1]?.answer(undefined)
  expect(await question).toBeUndefined()
})

test('after forget the next question goes to the database, and an answer from before is not kept', async () => {
  const { asked, standings, learn } = open()
  await learn(host)
  standings.forget(({ userId }) => userId === 'u')
  const before = standings.of(session)
  standings.forget(({ userId }) => userId === 'u')
  const after = standings.of(session)
  expect(asked).toHaveLength(3)
  asked[2]?.answer(manager)
  expect(await after).toEqual(manager)
  asked[1]?.answer(host)
  await before
  expect(await standings.of(session)).toEqual(manager)
})

test('forget leaves those alone that are not meant', async () => {
  const { asked, standings, learn } = open()
  await learn(host)
  standings.forget(({ sessionId }) => sessionId === 'other')
  expect(await standings.of(session)).toEqual(host)
  expect(asked).toHaveLength(1)
})

test('[I24] with the database away the last answer stands and is asked for again once a second', async () => {
  const { clock, asked, standings, learn } = open()
  await learn(host)
  clock.now = 60_000
  const away = standings.of(session)
  asked[1]?.fail(new Problem('unavailable', 'away'))
  expect(await away).toEqual(host)
  clock.now = 60_999
  expect(await standings.of(session)).toEqual(host)
  expect(asked).toHaveLength(2)
  clock.now = 61_000
  const back = standings.of(session)
  asked[2]?.answer(manager)
  expect(await back).toEqual(manager)
})

test('[I24] a database that does not answer holds nobody up who is known', async () => {
  const { clock, asked, standings, learn } = open({ patienceMs: 1 })
  await learn(host)
  clock.now = 60_000
  expect(await standings.of(session)).toEqual(host)
  expect(asked).toHaveLength(2)
})

test('who is not known while the database is away has to wait, and a bug is no absence', async () => {
  const { clock, asked, standings, learn } = open()
  const unknown = standings.of(session)
  asked[0]?.fail(new Problem('unavailable', 'away'))
  await expect(unknown).rejects.toMatchObject({ code: 'unavailable' })
  await learn(host)
  clock.now = 60_000
  const broken = standings.of(session)
  asked.at(-1)?.fail(new TypeError('a bug'))
  await expect(broken).rejects.toThrow(TypeError)
})
