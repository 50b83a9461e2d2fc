import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openTestDatabase } from '../testing/cluster.ts'
import { connectClient } from './connections.ts'
import { openPipelinedConnection } from './pipelined-connection.ts'

async function openTestLane() {
  const { url, adminUrl, close } = await openTestDatabase()
  onTestFinished(close)
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  onTestFinished(() => admin.end())
  const clients: pg.Client[] = []
  const connection = openPipelinedConnection(async () => {
    const client = await connectClient({ url })
    clients.push(client)
    return client
  })
  onTestFinished(() => connection.close())
  return { connection, clients, admin }
}

const me = { text: 'select pg_backend_pid() as pid' }

test('a connection that was lost while nothing ran is replaced, and nobody notices', async () => {
  const { connection, clients, admin } = await openTestLane()
  const first = (await connection.query(me)).rows[0].pid
  expect((await connection.query(me)).rows[0].pid).toBe(first)
  const [client] = clients
  if (!client) throw new Error('no connection was made')
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  await admin.query('select pg_terminate_backend($1)', [first])
  await ended
  expect((await connection.query(me)).rows[0].pid).not.toBe(first)
  expect(clients).toHaveLength(2)
})

test('statements that are asked for at once go over one connection, and one that is refused hurts none behind it', async () => {
  const { connection, clients } = await openTestLane()
  const refused = connection.query({ text: 'select 1 / 0' })
  const behind = connection.query({ text: 'select 1 as one' })
  await expect(refused).rejects.toThrow('division by zero')
  expect((await behind).rows).toEqual([{ one: 1 }])
  expect(clients).toHaveLength(1)
})

test('where the connection is lost under a statement the next one has another', async () => {
  const { connection, clients } = await openTestLane()
  await expect(connection.query({ text: 'select pg_terminate_backend(pg_backend_pid())' })).rejects.toThrow()
  expect((await connection.query({ text: 'select 1 as one' })).rows).toEqual([{ one: 1 }])
  expect(clients).toHaveLength(2)
})

test('a connection that could not be made is tried again', async () => {
  const { url, close } = await openTestDatabase()
  onTestFinished(close)
  let tries = 0
  const connection = openPipelinedConnection(async () => {
    tries += 1
    if (tries === 1) throw new Error('not yet')
    return connectClient({ url })
  })
  onTestFinished(() => connection.close())
  await expect(connection.query(me)).rejects.toThrow('not yet')
  expect((await connection.query(me)).rows).toHaveLength(1)
})
