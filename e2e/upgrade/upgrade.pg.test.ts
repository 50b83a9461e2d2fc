import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { pino } from 'pino'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { migrate } from '../../apps/server/src/db/migrate.ts'
import { createTestDatabase } from '../../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../../apps/server/src/testing/server-process.ts'

/**
 * A database as the version with seven migrations left it: its rows, what its API answered about them last, and answers
 * that it has kept for repeats. Made once by that version, over its API; never to be made again.
 */
interface Layout {
  secretKey: string
  /** A cursor of a client that was away for a while. */
  earlyCursor: string
  answers: { method: string; path: string; key?: string; body: object; status: number; answer: object }[]
  /** By path; `delta` is what followed the cursor. */
  expected: Record<string, unknown>
  rows: Record<string, object[]>
}

const migrations = new URL('../../apps/server/migrations/', import.meta.url)
let layout: Layout
beforeAll(async () => {
  layout = JSON.parse(await readFile(new URL('layout-0007.json', import.meta.url), 'utf8'))
})

/** A database with that layout, as the version of then left it. */
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
  // What others point to without waiting for the end of the transaction.
  const first = ['tenants', 'users']
  for (const name of [...first, ...Object.keys(layout.rows).filter((one) => !first.includes(one))]) {
    const rows = layout.rows[name] ?? []
    const columns = Object.keys(rows[0] ?? {}).join(', ')
    const text = `insert into qtable.${name} (${columns})
      select ${columns} from jsonb_populate_recordset(null::qtable.${name}, $1)`
    if (rows.length > 0) await admin.query(text, [JSON.stringify(rows)])
  }
  await admin.query('commit')
  return { url, admin }
}

async function openUpgraded() {
  const { url: DATABASE_URL, admin } = await openLayout()
  const { url } = await serveProcess({ DATABASE_URL, DATA_DIR: await dataFolder(), SECRET_KEY: layout.secretKey })
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

/** The same with every list of entities in the order of their ids: a floor has no order. */
function byId(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    Array.isArray(part) && part.every(hasId) ? part.toSorted((a, b) => (a.id < b.id ? -1 : 1)) : part,
  )
}

function hasId(value: unknown): value is { id: string } {
  return typeof value === 'object' && value !== null && 'id' in value
}

test('[I33] the floor, its history, its log and its people are as they were, and a client goes on from its cursor', async () => {
  const { call, admin } = await openUpgraded()
  const { delta, ...expected } = layout.expected
  for (const [route, body] of Object.entries(expected))
    expect(byId((await call('GET', route)).body), route).toEqual(byId(body))
  const since = encodeURIComponent(layout.earlyCursor)
  expect((await call('GET', `/sync/delta?limit=1000&since=${since}`)).body).toEqual(delta)
  for (const name of ['plans', 'receipts', 'log']) {
    const { rows } = await admin.query(`select to_jsonb(t) as row from qtable.${name} t`)
    const found = new Set(rows.map(({ row }) => JSON.stringify(row, Object.keys(row).sort())))
    const before = (layout.rows[name] ?? []).map((row) => JSON.stringify(row, Object.keys(row).sort()))
    expect(found, name).toEqual(new Set(before))
  }
})

test('[I8] [I33] what was sent before the upgrade and is sent again has its first answer', async () => {
  const { call } = await openUpgraded()
  for (const { method, path: route, key, body, status, answer } of layout.answers) {
    const again = await call(method, route, { body, key })
    expect(again.status, route).toBe(status)
    const { code, version, changes } = answer as { code?: string; version: number; changes?: object[] }
    if (status >= 300) expect(again.body.code, route).toBe(code)
    // A change that changed nothing shows the party as it is now.
    else if (changes?.length === 0) expect(again.body, route).toMatchObject({ version, changes })
    else expect(again.body, route).toEqual(answer)
  }
  expect(byId((await call('GET', '/sync/full')).body)).toEqual(byId(layout.expected['/sync/full']))
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
