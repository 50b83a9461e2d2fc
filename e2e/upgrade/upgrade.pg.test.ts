import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { migrate } from '../../apps/server/src/db/migrate.ts'
import { createTestDatabase } from '../../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../../apps/server/src/testing/server-process.ts'

/** A line of a layout: a database as an earlier version left it, and what its API answered about it. */
type Line =
  | { kind: 'client'; secretKey: string }
  | { kind: 'row'; table: string; row: object }
  | { kind: 'read'; path: string; body: object }
  /** A change that a client may send again, and its first answer. */
  | { kind: 'change'; method: string; path: string; key?: string; body: object; status: number; answer: Answer }

interface Answer {
  code?: string
  version: number
  changes?: object[]
}

const migrations = new URL('../../apps/server/migrations/', import.meta.url)
// The version with seven migrations served a restaurant over its API: tables, a section, a combination, parties that wait,
// sit, left and were deleted, reservations that are planned, cancelled and gone. Then each table was read with `to_jsonb`,
// and each path with GET. A layout is never made again: a later one gets a file beside it.
const layout = (await readFile(new URL('layout-0007.jsonl', import.meta.url), 'utf8'))
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)

function linesOf<K extends Line['kind']>(kind: K): Extract<Line, { kind: K }>[] {
  return layout.filter((line): line is Extract<Line, { kind: K }> => line.kind === kind)
}

/** A database with the layout: migrated as far as that version was, with its rows. */
async function openLayout() {
  const { url, adminUrl, close } = await createTestDatabase()
  onTestFinished(close)
  const folder = await mkdtemp(path.join(tmpdir(), 'qtable-layout-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const name of (await readdir(migrations)).filter((file) => /^000[1-7]-.*\.sql$/.test(file))) {
    await cp(new URL(name, migrations), path.join(folder, name))
  }
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await migrate(owner, pino({ level: 'silent' }), pathToFileURL(`${folder}/`))
  await owner.end()
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  onTestFinished(() => admin.end())
  await admin.query('begin; delete from qtable.installation')
  for (const { table, row } of linesOf('row')) {
    await admin.query(`insert into qtable.${table} (${columnsOf(row)})
      select ${columnsOf(row)} from jsonb_populate_record(null::qtable.${table}, ${pg.escapeLiteral(JSON.stringify(row))})`)
  }
  await admin.query('commit')
  return { url, admin }
}

const columnsOf = (row: object) => Object.keys(row).join(', ')

/** A server of this version on that database, and calls of its owner. */
async function openUpgraded() {
  const { url: DATABASE_URL, admin } = await openLayout()
  const SECRET_KEY = linesOf('client')[0]?.secretKey ?? ''
  const { url } = await serveProcess({ DATABASE_URL, DATA_DIR: await dataFolder(), SECRET_KEY })
  let token: string | undefined
  async function call(method: string, route: string, { body, key }: { body?: object; key?: string | undefined } = {}) {
    const answer = await fetch(`${url}/api/v1${route}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const login = { email: 'ada@example.com', password: 'correct horse battery staple' }
  token = (await call('POST', '/auth/login', { body: login })).body.access_token as string
  return { call, admin }
}

/**
 * The same as this version shows it: instants without a fraction of a second, and every list of entities in the order of
 * their ids, because a floor has no order.
 */
function shown(value: object): object {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
    if (typeof part === 'string') return part.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z$/, '$1Z')
    return Array.isArray(part) && part.every(hasId) ? part.toSorted((a, b) => (a.id < b.id ? -1 : 1)) : part
  })
}

function hasId(value: unknown): value is { id: string } {
  return typeof value === 'object' && value !== null && 'id' in value
}

// Fields that came later are no difference.
test('[I33] the floor, its history and its people are as they were, and a client goes on from its cursor', async () => {
  const { call } = await openUpgraded()
  for (const { path: route, body } of linesOf('read')) {
    expect(shown((await call('GET', route)).body), route).toMatchObject(shown(body))
  }
})

test('[I33] the log, the receipts and the plans are as they were', async () => {
  const { admin } = await openUpgraded()
  // Who sits holds the tables where they sit, and their plan is gone.
  const seated = linesOf('row').flatMap(({ table, row }) => {
    const { id, data } = row as { id?: string; data?: { status: string } }
    return table === 'reservations' && data?.status === 'seated' ? [id] : []
  })
  for (const table of ['log', 'receipts', 'plans']) {
    const before = linesOf('row').flatMap(({ table: its, row }) => {
      const isGone = 'reservation_id' in row && seated.includes(String(row.reservation_id))
      return its === table && !isGone ? [expect.objectContaining(row)] : []
    })
    const { rows } = await admin.query(`select to_jsonb(t) as row from qtable.${table} t`)
    const after = rows.map(({ row }) => row)
    expect(after, table).toEqual(expect.arrayContaining(before))
    expect(after, table).toHaveLength(before.length)
  }
})

test('[I8] [I33] what was sent before the upgrade and is sent again has its first answer', async () => {
  const { call } = await openUpgraded()
  for (const { method, path: route, key, body, status, answer } of linesOf('change')) {
    const again = await call(method, route, { body, key })
    expect(again.status, route).toBe(status)
    const { code, version, changes } = answer
    if (status >= 300) expect(again.body.code, route).toBe(code)
    // A change that changed nothing shows the party as it is now.
    else if (changes?.length === 0) expect(again.body, route).toMatchObject({ version, changes })
    else expect(again.body, route).toMatchObject(shown(answer))
  }
  const [floor] = linesOf('read')
  expect(shown((await call('GET', '/sync/full')).body)).toMatchObject(shown(floor?.body ?? {}))
})

test('[I10] [I33] who sat before the upgrade gets up, and others sit down', async () => {
  const { call, admin } = await openUpgraded()
  const { guests } = (await call('GET', '/sync/full')).body as {
    guests: { id: string; status: string; tableIds: string[] }[]
  }
  const seated = guests.filter(({ status }) => status === 'seated')
  const waiting = guests.filter(({ status }) => status === 'waiting')
  expect(seated.length).toBeGreaterThan(1)
  for (const [n, { id, tableIds }] of seated.entries()) {
    const status = `/guests/${id}/status/atomic`
    expect(await call('PUT', status, { body: { status: 'finished' } })).toMatchObject({ status: 200 })
    const next = waiting[n]
    if (!next) continue
    const seat = { status: 'seated', tableIds }
    expect(await call('PUT', `/guests/${next.id}/status/atomic`, { body: seat })).toMatchObject({ status: 200 })
  }
  const { rows } = await admin.query(`
    select t.id from qtable.tables t full join (
      select g.id, s.value::uuid as table_id from qtable.guests g, jsonb_array_elements_text(g.data->'tableIds') s
    ) g on g.table_id = t.id
    where t.current_guest_id is distinct from g.id`)
  expect(rows).toEqual([])
})
