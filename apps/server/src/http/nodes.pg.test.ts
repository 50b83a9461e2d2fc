import { expect, onTestFinished, test } from 'vitest'
import { openTestRedis } from '../bus/testing/bus-nodes.ts'
import { hasRedis, startRedis } from '../testing/redis.ts'
import { openTestServer } from './testing/open-server.ts'

/** Two servers on one database without a bus between them, and one owner signed in to both. */
async function openTwo() {
  const first = await openTestServer({ isShared: true })
  onTestFinished(first.close)
  const second = await first.node({ isShared: true })
  const here = await first.register()
  return { here, there: second.as(here.session) }
}

test('[SY83] [SY92] a read on another node has every change acknowledged before it, also with If-None-Match', async () => {
  const { here, there } = await openTwo()
  const paths = ['dashboard/data', 'dashboard/data?minimal=true', 'sync/full', 'guests', 'tables']
  for (let i = 0; i < 5; i++) {
    const tags = new Map<string, string>()
    for (const path of paths) tags.set(path, `${(await there.ask('GET', path)).headers.etag ?? ''}`)
    const made = await here.ask<{ id: string; version: number }>('POST', 'guests', { name: `P${i}`, partySize: 2 })
    expect(made.status).toBe(201)
    for (const path of paths) {
      const read = await there.ask('GET', path, undefined, { 'if-none-match': tags.get(path) ?? '' })
      expect(read.status).toBe(200)
      if (path !== 'tables') expect(read.text).toContain(made.body.id)
    }
    expect((await there.ask('GET', `guests/${made.body.id}`)).status).toBe(200)
  }
})

test('[SY83] a read with a cursor of another node has the version of that cursor', async () => {
  const { here, there } = await openTwo()
  await there.ask('GET', 'sync/full')
  for (let i = 0; i < 5; i++) {
    await here.ask('POST', 'guests', { name: `P${i}`, partySize: 2 })
    const { version, cursor } = (await here.ask<{ version: number; cursor: string }>('GET', 'sync/full')).body
    for (const path of ['sync/delta?since=', 'dashboard/data?since=']) {
      const { status, body } = await there.ask('GET', `${path}${cursor}`)
      expect({ status, version: body.version }).toEqual({ status: 200, version })
    }
  }
})

test.skipIf(!hasRedis)('requests of one user are counted over all nodes, and not limited without Redis', async () => {
  const redis = await startRedis()
  const clients = [openTestRedis(redis), openTestRedis(redis)]
  await expect.poll(() => clients.every(({ commands }) => commands.status === 'ready')).toBe(true)
  const limited = { config: { rateLimitPerMinute: 10 } }
  const first = await openTestServer({ ...limited, redis: clients[0] })
  onTestFinished(first.close)
  const second = await first.node({ ...limited, redis: clients[1] })
  const here = await first.register()
  const callers = [here, second.as(here.session)]
  const ask = async () => {
    const answers = []
    for (let i = 0; i < 16; i++) answers.push((await callers[i % 2]?.ask('GET', 'auth/me'))?.status)
    return answers
  }
  const answers = await ask()
  expect(answers.slice(0, 10)).toEqual(Array(10).fill(200))
  expect(answers.slice(10)).toEqual(Array(6).fill(429))
  await redis.kill()
  expect(new Set(await ask())).toEqual(new Set([200]))
})
