import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../testing/cluster.ts'
import { dataFolder, registerAt, runQTable, serveProcess } from '../testing/server-process.ts'

const json = { 'content-type': 'application/json' }

test('a second process on the same data folder is refused with one line, and the first keeps serving', async () => {
  const DATA_DIR = await dataFolder()
  const server = await serveProcess({ DATA_DIR })
  const second = await runQTable(['serve'], { DATA_DIR, PORT: '0', HOST: '127.0.0.1' })
  expect(second.code).toBe(1)
  expect(second.err.trim().split('\n')).toHaveLength(1)
  expect(second.err).toContain(DATA_DIR)
  expect((await fetch(`${server.url}/ready`)).status).toBe(200)
})

test('a port in use and an address of another machine are one line that names the variable', async () => {
  const { adminUrl, close } = await createTestDatabase()
  onTestFinished(close)
  const env = { DATABASE_URL: adminUrl, DATA_DIR: await dataFolder() }
  const server = await serveProcess(env)
  const { port } = new URL(server.url)
  const taken = await runQTable(['serve'], { ...env, PORT: port, HOST: '127.0.0.1' })
  expect(taken).toMatchObject({ code: 1, err: expect.stringMatching(/^PORT \d+ is in use .*\n$/) })
  const metrics = await runQTable(['serve'], { ...env, PORT: '0', HOST: '127.0.0.1', METRICS_PORT: port })
  expect(metrics).toMatchObject({ code: 1, err: expect.stringMatching(/^METRICS_PORT \d+ is in use .*\n$/) })
  const wrong = await runQTable(['serve'], { ...env, PORT: '0', HOST: '192.0.2.1' })
  expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/^HOST must be .*\n$/) })
})

test('SIGTERM answers the requests in progress, stops everything and exits with 0', async () => {
  const DATA_DIR = await dataFolder()
  const server = await serveProcess({ DATA_DIR })
  const requests = await Promise.all(Array.from({ length: 20 }, () => beginRegistration(server.url)))
  const ending = server.end('SIGTERM')
  const answers = await Promise.all(requests.map((finish) => finish()))
  expect((await ending).code).toBe(0)
  expect(new Set(answers)).toEqual(new Set([201]))
})

/** Sends the headers of a registration. Once the server has them, resolves to what sends the body and gives the status. */
async function beginRegistration(url: string): Promise<() => Promise<number | undefined>> {
  const sent = request(`${url}/api/v1/auth/register`, { method: 'POST', headers: { ...json, expect: '100-continue' } })
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>
  answered.catch(() => {})
  sent.flushHeaders()
  await once(sent, 'continue')
  return async () => {
    const email = `${randomUUID()}@example.com`
    sent.end(JSON.stringify({ restaurantName: 'Chez Ada', name: 'Ada', email, password: 'a good password' }))
    const [answer] = await answered
    answer.resume()
    return answer.statusCode
  }
}

test.for(['a superuser', 'a plain owner'])('the server works with a DATABASE_URL of %s', async (who) => {
  const { adminUrl, close } = await createTestDatabase()
  onTestFinished(close)
  const DATABASE_URL = who === 'a superuser' ? adminUrl : await plainOwner(adminUrl)
  const server = await serveProcess({ DATABASE_URL, DATA_DIR: await dataFolder() })
  const call = await registerAt(server.url)
  const table = { id: randomUUID(), tableNumber: '1', capacity: 4 }
  expect((await call(server.url, 'POST', '/tables', table)).status).toBe(201)
  const guest = { partySize: 4, status: 'seated', tableId: table.id }
  expect((await call(server.url, 'POST', '/guests', guest)).status).toBe(201)
  expect((await call(server.url, 'POST', '/guests', guest)).body).toMatchObject({ code: 'table_occupied' })
  expect((await server.end('SIGTERM')).code).toBe(0)
})

/** The URL of a role that owns the database and has no other rights. */
async function plainOwner(adminUrl: string): Promise<string> {
  const role = `owner_${createHash('sha256').update(adminUrl).digest('hex').slice(0, 12)}`
  const database = new URL(adminUrl).pathname.slice(1)
  const client = new pg.Client({ connectionString: inject('cluster').adminUrl })
  await client.connect()
  try {
    await client.query(`create role ${role} login password 'secret' nosuperuser nocreaterole nobypassrls`)
    await client.query(`alter database ${database} owner to ${role}`)
  } finally {
    await client.end()
  }
  const url = new URL(adminUrl)
  url.username = role
  url.password = 'secret'
  return url.href
}

test('[I31] an empty database gets a demo restaurant in development, with which production does not start', async () => {
  const { url, close } = await createTestDatabase()
  onTestFinished(close)
  const env = { DATABASE_URL: url, DATA_DIR: await dataFolder(), SECRET_KEY: 'no secret but 32 characters long' }
  const production = await serveProcess({ ...env, ENVIRONMENT: 'production' })
  expect(production.printed()).not.toContain('Demo')
  await production.end('SIGTERM')
  const first = await serveProcess({ ...env, ENVIRONMENT: 'development' })
  const [line, email, password] = /.*sign in as (\S+) with the password (\S+)/.exec(first.printed()) ?? []
  expect(password).not.toBe('table-for-two')
  const body = JSON.stringify({ email, password })
  expect((await fetch(`${first.url}/api/v1/auth/login`, { method: 'POST', headers: json, body })).status).toBe(200)
  await first.end('SIGTERM')
  const second = await serveProcess({ ...env, ENVIRONMENT: 'development' })
  expect(second.printed()).toContain(line)
  await second.end('SIGTERM')
  await expect(serveProcess({ ...env, ENVIRONMENT: 'production' })).rejects.toThrow(
    /The sign-in of the demo, \S+, works/,
  )
})
