import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { callerOf, dataFolder, registerAt, serveProcess } from '../testing/server-process.ts'

async function login(url: string) {
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@example.com', password: 'a good password' }),
  })
  return callerOf(((await answer.json()) as { access_token: string }).access_token)
}

test('[I6] every acknowledged write survives kill -9 of the server during writes, three times', async () => {
  const DATA_DIR = await dataFolder()
  const acknowledged = new Set<string>()
  let call: Awaited<ReturnType<typeof registerAt>> | undefined
  for (let round = 0; round < 3; round++) {
    const server = await serveProcess({ DATA_DIR })
    call = call ? await login(server.url) : await registerAt(server.url)
    const caller = call
    let isWriting = true
    const writer = async () => {
      while (isWriting) {
        const id = randomUUID()
        const created = await caller(server.url, 'POST', '/guests', { id, partySize: 2 }).catch(() => undefined)
        if (created?.status === 201) acknowledged.add(id)
        else isWriting = false
      }
    }
    const writers = Promise.all(Array.from({ length: 8 }, writer))
    const before = acknowledged.size
    await expect.poll(() => acknowledged.size - before, { timeout: 10_000, interval: 5 }).toBeGreaterThan(50)
    await server.end('SIGKILL')
    isWriting = false
    await writers
  }
  const server = await serveProcess({ DATA_DIR })
  const { body } = await (await login(server.url))(server.url, 'GET', '/sync/full')
  const present = new Set(((body?.guests ?? []) as { id: string }[]).map(({ id }) => id))
  expect([...acknowledged].filter((id) => !present.has(id))).toEqual([])
  expect((await server.end('SIGTERM')).code).toBe(0)
}, 180_000)
