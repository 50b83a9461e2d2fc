import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../testing/cluster.ts'
import { prepareDatabase } from './prepare.ts'

/** The way to a database, which is lost when PostgreSQL has answered so many times, and is there again after that. */
async function lossyUrl(url: string, answers: number): Promise<{ url: string; losses: () => number }> {
  const target = new URL(url)
  const { hostname, port } = target
  let losses = 0
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let answered = 0
    upstream.on('data', (bytes) => {
      answered += 1
      if (losses > 0 || answered <= answers) return void client.write(bytes)
      losses += 1
      client.destroy()
    })
    client.on('data', (bytes) => void upstream.write(bytes))
    client.on('close', () => upstream.destroy())
    for (const socket of [client, upstream]) socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening socket has no port')
  target.host = `127.0.0.1:${address.port}`
  return { url: target.href, losses: () => losses }
}

test.for([0, 2, 4, 6, 9])(
  '[I24] a start that loses PostgreSQL after %i answers goes on when it is back',
  async (answers) => {
    const { url, close } = await createTestDatabase()
    onTestFinished(close)
    const lossy = await lossyUrl(url, answers)
    const log = pino({ level: 'silent' })
    await expect(prepareDatabase({ url: lossy.url, log })).resolves.toMatchObject({ workingRole: expect.any(String) })
    expect(lossy.losses()).toBe(1)
    expect(await prepareDatabase({ url, log })).toMatchObject({ migrated: [] })
  },
)
