import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openDatabase } from './database.ts'
import { type EmbeddedPostgres, openEmbedded, runningEmbeddedUrl } from './embedded.ts'

const log = pino({ level: 'silent' })
let dataDir: string
let opened: EmbeddedPostgres[]
let children: ChildProcess[]

beforeEach(async () => {
  dataDir = await temporaryFolder()
  opened = []
  children = []
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  // What a killed child left is stopped by opening and stopping.
  if (opened.length === 0) await open()
  for (const embedded of opened) await embedded.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function open({ durable = false } = {}): Promise<EmbeddedPostgres> {
  const embedded = await openEmbedded({ dataDir, log, durable })
  opened.push(embedded)
  return embedded
}

async function queryOnce<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

interface Child {
  process: ChildProcess
  /** Its first line: the URL, or why not. */
  said: Promise<string>
  exited: Promise<number | null>
}

function startProcess(): Child {
  const script = fileURLToPath(new URL('../testing/embedded-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const said = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).once('line', said.resolve)
  const exited = Promise.withResolvers<number | null>()
  child.once('exit', exited.resolve)
  return { process: child, said: said.promise, exited: exited.promise }
}

async function postmasterPid(embedded: { folder: string }): Promise<number> {
  return Number.parseInt(await readFile(path.join(embedded.folder, 'cluster/postmaster.pid'), 'utf8'), 10)
}

test('a new folder gets a cluster: encoded in UTF8, durable, for local connections with a password', async () => {
  const { url, adminUrl, folder } = await open({ durable: true })
  const settings = await queryOnce(
    url,
    `select current_setting('server_encoding') as encoding, datcollate as collate, datlocprovider as provider,
      current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses,
      (select rolsuper from pg_roles where rolname = current_user) as superuser
     from pg_database where datname = current_database()`,
  )
  expect(settings).toEqual([
    { encoding: 'UTF8', collate: 'C', provider: 'b', fsync: 'on', addresses: '127.0.0.1', superuser: false },
  ])
  await expect(queryOnce(url.replace(/:[^:@/]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  expect(await queryOnce(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await stat(path.join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).filter((name) => name !== 'lock')).toEqual(['cluster'])
  const database = await openDatabase({ url, log })
  await database.close()
})

test('what was written is there after stop and start, and the pid file is gone between', async () => {
  const first = await open()
  await queryOnce(first.url, 'create table kept as select 42 as n')
  await first.stop()
  await expect(stat(path.join(first.folder, 'cluster/postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' })
  const second = await open()
  expect(await queryOnce(second.url, 'select n from kept')).toEqual([{ n: 42 }])
})

test('a second process on the same folder is refused with one line', async () => {
  const { url } = await open()
  const second = startProcess()
  expect(await second.said).toBe(
    `Another QTable process is using ${dataDir}; stop it, or set another DATA_DIR for this one`,
  )
  expect(await second.exited).toBe(1)
  await expect(openEmbedded({ dataDir, log })).rejects.toThrow('Another QTable process')
  expect(await queryOnce(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('another process finds the URL of the one that runs, and none after it has stopped', async () => {
  expect(await runningEmbeddedUrl(dataDir)).toBeUndefined()
  const embedded = await open()
  expect(await runningEmbeddedUrl(dataDir)).toBe(embedded.url)
  await embedded.stop()
  expect(await runningEmbeddedUrl(dataDir)).toBeUndefined()
})

test('[I6] kill -9 of the server: the next start stops what it left and finds all that was committed', async () => {
  const killed = startProcess()
  const url = await killed.said
  await queryOnce(url, 'create table kept as select 42 as n')
  // An open session of the dead server must not hold up the next one.
  const session = new pg.Client({ connectionString: url })
  session.on('error', () => {})
  await session.connect()
  await session.query('begin; insert into kept values (43)')
  killed.process.kill('SIGKILL')
  await killed.exited
  expect(await queryOnce(url, 'select n from kept')).toEqual([{ n: 42 }])
  const next = await open()
  expect(await queryOnce(next.url, 'select n from kept')).toEqual([{ n: 42 }])
  await expect(queryOnce(url, 'select 1')).rejects.toThrow()
})

test('SIGTERM stops PostgreSQL with the server', async () => {
  const stopped = startProcess()
  const url = await stopped.said
  stopped.process.kill('SIGTERM')
  expect(await stopped.exited).toBe(0)
  await expect(queryOnce(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('a stale pid file is no obstacle, also where the pid is somebody else by now', async () => {
  const first = await open()
  await first.stop()
  const { mtimeMs } = await stat(path.join(first.folder, 'cluster'))
  const lines = [
    process.pid,
    path.join(first.folder, 'cluster'),
    Math.floor(mtimeMs / 1000),
    5432,
    '',
    '127.0.0.1',
    '',
    '',
  ]
  await writeFile(path.join(first.folder, 'cluster/postmaster.pid'), `${lines.join('\n')}\n`)
  const second = await open()
  expect(await queryOnce(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('[I24] kill -9 of PostgreSQL: it is started again on the same port, with all that was committed', async () => {
  const embedded = await open()
  const database = await openDatabase({ url: embedded.url, log })
  await database.asRestaurant(1, (tx) => tx.query(`insert into tenants (restaurant_id, slug) values (1, 'kept')`))
  process.kill(await postmasterPid(embedded), 'SIGKILL')
  const read = () => database.asSystem((tx) => tx.query('select slug from tenants'))
  const outcomes: unknown[] = []
  await expect
    .poll(
      async () => {
        const outcome = await read().catch((error: unknown) => error)
        outcomes.push(outcome)
        return outcome
      },
      { timeout: 15_000 },
    )
    .toEqual([{ slug: 'kept' }])
  for (const outcome of outcomes) {
    if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'Problem', code: 'unavailable' })
  }
  await database.close()
})

test('a start that was cut off while it made the cluster is begun anew', async () => {
  const first = await open()
  await first.stop()
  const { folder } = first
  await rm(path.join(folder, 'cluster'), { recursive: true })
  await writeFile(path.join(folder, 'cluster.new'), 'half of it')
  const second = await open()
  expect(await queryOnce(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await readdir(folder)).filter((name) => name !== 'lock')).toEqual(['cluster'])
})

test('a lost password file is replaced, and the data stays', async () => {
  const first = await open()
  await queryOnce(first.url, 'create table kept as select 42 as n')
  await first.stop()
  await rm(path.join(dataDir, 'postgres-password'))
  const second = await open()
  expect(second.url).not.toContain(new URL(first.url).password)
  expect(await queryOnce(second.url, 'select n from kept')).toEqual([{ n: 42 }])
})

test('a cluster of another major version is refused in one line, and left as it is', async () => {
  const first = await open()
  await first.stop()
  const version = path.join(first.folder, 'cluster/PG_VERSION')
  const ours = await readFile(version, 'utf8')
  await writeFile(version, '14\n')
  await expect(openEmbedded({ dataDir, log })).rejects.toThrow(/made by PostgreSQL 14, and this QTable brings \d+/)
  await writeFile(version, ours)
})

test.runIf(process.getuid?.() === 0)(
  'as root, a folder that PostgreSQL cannot reach is noted, and used again',
  async () => {
    await chmod(dataDir, 0o700)
    const first = await open()
    expect(first.folder).toMatch(/^\/var\/lib\/qtable\//)
    expect((await readFile(path.join(dataDir, 'where'), 'utf8')).trim()).toBe(first.folder)
    await queryOnce(first.url, 'create table kept as select 42 as n')
    await first.stop()
    await chmod(dataDir, 0o711)
    const second = await open()
    expect(second.folder).toBe(first.folder)
    expect(await queryOnce(second.url, 'select n from kept')).toEqual([{ n: 42 }])
    await second.stop()
    await rm(first.folder, { recursive: true })
    // An empty database in the place of the lost one would look like a loss of everything.
    await expect(openEmbedded({ dataDir, log })).rejects.toThrow(/is in \/var\/lib\/qtable\/.* and that is not there/)
  },
)

test('a data folder of an earlier version gets the role of the server, which owns nothing', async () => {
  const embedded = await open()
  await queryOnce(embedded.url, 'drop role qtable_server')
  await embedded.stop()
  await rm(path.join(dataDir, 'postgres-runtime-password'))
  const again = await open()
  expect(new URL(again.runtimeUrl).password).not.toBe(new URL(again.url).password)
  const database = await openDatabase({ url: again.runtimeUrl, migrationUrl: again.url, isStrict: true, log })
  const [row] = await database.asSystem((tx) => tx.query('select session_user as login, current_user as role'))
  expect(row).toEqual({ login: 'qtable_server', role: 'qtable_app' })
  await database.close()
})
