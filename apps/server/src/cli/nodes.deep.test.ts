import { execFileSync } from 'node:child_process'
import { rename, rm } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../testing/cluster.ts'
import { hasRedis, startRedis } from '../testing/redis.ts'
import { callerOf, dataFolder, registerAt, runQTable, serveProcess } from '../testing/server-process.ts'

async function signIn(url: string) {
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@example.com', password: 'a good password' }),
  })
  return callerOf(((await answer.json()) as { access_token: string }).access_token)
}

test.skipIf(!hasRedis)(
  '[SY2] [SY90] two processes with Redis: a ticket of one opens a socket on the other, which gets the changes of the first',
  async () => {
    const redis = await startRedis()
    const { adminUrl, close } = await createTestDatabase()
    onTestFinished(close)
    const env = {
      DATABASE_URL: adminUrl,
      REDIS_URL: redis.url,
      DATA_DIR: await dataFolder(),
      SECRET_KEY: 'k'.repeat(40),
    }
    const [one, other] = [await serveProcess(env), await serveProcess(env)]
    const call = await registerAt(one.url)
    const { body } = await call(one.url, 'POST', '/auth/ticket')
    const socket = new WebSocket(`${other.url.replace('http', 'ws')}/ws/restaurant/sync?ticket=${body?.ticket}`)
    onTestFinished(() => socket.close())
    const frames: Record<string, unknown>[] = []
    socket.addEventListener('message', ({ data }) => frames.push(JSON.parse(`${data}`)))
    await expect.poll(() => frames.at(-1)?.type, { timeout: 5000 }).toBe('full_sync')
    for (let i = 0; i < 5; i++) {
      const { status, body: guest } = await call(one.url, 'POST', '/guests', { partySize: 2 })
      expect(status).toBe(201)
      expect((await call(other.url, 'GET', `/guests/${guest?.id}`)).status).toBe(200)
    }
    await expect.poll(() => frames.filter(({ type }) => type === 'delta_update').length).toBe(5)
    await redis.kill()
    await call(one.url, 'POST', '/guests', { partySize: 2 })
    await expect.poll(() => frames.filter(({ type }) => type === 'delta_update').length, { timeout: 1500 }).toBe(6)
    expect((await call(other.url, 'POST', '/auth/ticket')).status).toBe(200)
    expect((await (await signIn(other.url))(other.url, 'GET', '/auth/me')).status).toBe(200)
  },
)

test('[SY24] [I23] restoring a copy of the data folder starts a new epoch', async () => {
  const DATA_DIR = await dataFolder()
  const first = await serveProcess({ DATA_DIR })
  const call = await registerAt(first.url)
  const fullSyncAt = async (url: string) => (await call(url, 'GET', '/sync/full')).body
  const original = await fullSyncAt(first.url)
  await first.end('SIGTERM')
  const copy = `${DATA_DIR}-copy`
  onTestFinished(() => rm(copy, { recursive: true, force: true }))
  execFileSync('cp', ['-a', DATA_DIR, copy])
  const second = await serveProcess({ DATA_DIR })
  expect((await fullSyncAt(second.url))?.epoch).toBe(original?.epoch)
  await call(second.url, 'POST', '/guests', { partySize: 2 })
  const lost = (await fullSyncAt(second.url))?.cursor
  await second.end('SIGTERM')
  await rm(DATA_DIR, { recursive: true })
  await rename(copy, DATA_DIR)
  const third = await serveProcess({ DATA_DIR })
  const restored = await fullSyncAt(third.url)
  expect(restored).toMatchObject({ version: original?.version })
  expect(restored?.epoch).not.toBe(original?.epoch)
  expect((await call(third.url, 'GET', `/sync/delta?since=${lost}`)).body).toMatchObject({ code: 'full_sync_required' })
})

test('[SY24] `qtable restored` gives every restaurant a new epoch while a server runs', async () => {
  const { adminUrl, close } = await createTestDatabase()
  onTestFinished(close)
  const env = { DATABASE_URL: adminUrl, DATA_DIR: await dataFolder() }
  const server = await serveProcess(env)
  const call = await registerAt(server.url)
  const epoch = async () => (await call(server.url, 'GET', '/sync/full')).body?.epoch
  const before = await epoch()
  expect(await runQTable(['restored'], env)).toMatchObject({ code: 0, out: expect.stringMatching(/^1 restaurant/) })
  await expect.poll(epoch, { timeout: 3000 }).not.toBe(before)
})
