import pg from 'pg'
import { openDatabase } from '../../apps/server/src/db/database.ts'
import { checkExport } from '../../apps/server/src/journal/check-export.ts'
import { exportRestaurant } from '../../apps/server/src/journal/export.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import { canonicalFloor } from '../../apps/server/src/sockets/testing/replica.ts'
import type { Checker } from '../checker.ts'
import type { SocketListener } from '../faults/socket-listener.ts'
import { waitUntil } from '../wait-until.ts'
import type { FuzzServer } from './fuzz-server.ts'
import type { FuzzTenant } from './fuzz-tenants.ts'

/** The database of a run. */
export interface FuzzDatabase {
  /** For the server. */
  url: string
  /** For a superuser, in the same database. */
  adminUrl: string
}

/** Each table that has rows of restaurants, with a hash of the rows of one of them. */
export type TenantRows = ReadonlyMap<string, string>

/** Hashes every row of a restaurant and of its people. */
export async function hashTenantRows({ adminUrl }: FuzzDatabase, restaurantId: number): Promise<TenantRows> {
  return asAdmin(adminUrl, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.columns
        where table_schema = 'qtable' and column_name = 'restaurant_id' order by 1`,
    )
    const hashes = new Map<string, string>()
    const hash = async (name: string, condition: string) => {
      const { rows } = await client.query<{ hash: string }>(
        `select count(*) || ' rows ' || md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')) as hash
           from qtable.${name} t where ${condition}`,
        [restaurantId],
      )
      hashes.set(name, rows[0]?.hash ?? '')
    }
    for (const { name } of tables) await hash(name, 't.restaurant_id = $1')
    await hash('users', 't.id in (select user_id from qtable.memberships where restaurant_id = $1)')
    return hashes
  })
}

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** What the checks at the end work with. */
export interface FuzzedStage {
  server: FuzzServer
  database: FuzzDatabase
  busy: FuzzTenant
  quiet: FuzzTenant
  checker: Checker
}

const settledMs = 10_000
// Descriptors beside the connections that were there at the start: a pool that is full, and what Node opens once.
const moreFiles = 20

/** Once nothing is sent any more: everybody who listens has the floor, and everything that was taken is given back. */
export async function checkSettled(
  stage: FuzzedStage,
  given: { listeners: readonly SocketListener[]; filesBefore: number; rowsBefore: TenantRows },
): Promise<void> {
  const { server, database, busy, quiet, checker } = stage
  const { listeners, filesBefore, rowsBefore } = given
  const full = await busy.owner.call('GET', '/sync/full')
  const expected = canonicalFloor(full)
  for (const listener of listeners) {
    const isEqual = () => listener.version === full.version
    const tookMs = await waitUntil(isEqual, settledMs)
    checker.check(
      'I17',
      tookMs !== undefined,
      () => `${listener.name} stays at ${listener.version}, not ${full.version}`,
    )
    checker.check('I2', listener.text() === expected, () => `${listener.name} has another floor than the server`)
    await listener.close()
  }
  const unchanged = canonicalFloor(await quiet.owner.call('GET', '/sync/full')) === canonicalFloor(quiet.initialSync)
  checker.check('I15', unchanged, () => 'the floor of the quiet restaurant has changed')
  const rows = await hashTenantRows(database, quiet.restaurantId)
  for (const [table, hash] of rowsBefore) {
    checker.check(
      'I15',
      rows.get(table) === hash,
      () => `${table} of the quiet restaurant: ${hash} is ${rows.get(table)}`,
    )
  }
  let left = ''
  const isFree = async () => {
    const metrics = await server.metrics()
    const files = metrics.get('process_open_fds') ?? 0
    const work = await unfinishedWork(database)
    const sockets = metrics.get('qtable_sockets') ?? 0
    left = `${sockets} sockets, ${files} open files where ${filesBefore} were, ${work} statements`
    return sockets === 0 && files <= filesBefore + moreFiles && work === 0
  }
  const freed = await waitUntil(isFree, settledMs)
  if (freed === undefined) checker.fail('code', `not everything is given back: ${left}`)
  const unexpected = (await server.metrics()).get('qtable_unexpected_errors_total') ?? 0
  if (unexpected > 0) checker.fail('code', `${unexpected} unexpected errors`)
}

async function unfinishedWork({ adminUrl }: FuzzDatabase): Promise<number> {
  return asAdmin(adminUrl, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
          and (state like 'idle in transaction%' or (state = 'active' and now() - query_start > interval '1 second'))`,
    )
    return rows[0]?.count ?? 0
  })
}

/** Once the server has stopped: both restaurants are whole in the database, and the log tells nothing it should not. */
export async function checkStopped(
  { server, database, busy, quiet, checker }: FuzzedStage,
  secrets: readonly string[],
): Promise<void> {
  const code = await server.stop()
  if (code !== 0) checker.fail('code', `the server ended with ${code}: ${server.printed().slice(-2000)}`)
  const log = openLog({ logLevel: 'silent' }, 2)
  const db = await openDatabase({ url: database.url, log, poolSize: 3 })
  try {
    for (const { restaurantId } of [busy, quiet]) {
      const parts: string[] = []
      const write = async (text: string) => void parts.push(text)
      const now = new Date().toISOString()
      await exportRestaurant(db, { restaurantId, now, progress: () => undefined, write })
      const problem = await checkExport(parts.join('').trimEnd().split('\n')).then(
        () => undefined,
        (error: unknown) => String(error),
      )
      checker.check('I1', problem === undefined, () => `restaurant ${restaurantId} is not whole: ${problem}`)
      checker.check('I10', problem === undefined, () => `restaurant ${restaurantId} is not whole: ${problem}`)
    }
  } finally {
    await db.close()
  }
  checkLog(server.printed(), { secrets: [...secrets, ...busy.canaries, ...quiet.canaries], checker })
}

function checkLog(printed: string, { secrets, checker }: { secrets: readonly string[]; checker: Checker }): void {
  const lower = printed.toLowerCase()
  for (const secret of secrets) {
    const at = lower.indexOf(secret.toLowerCase())
    if (at >= 0)
      checker.fail('code', `the log holds a secret or a name: ${printed.slice(Math.max(0, at - 300), at + 100)}`)
  }
  for (const line of printed.split('\n')) {
    if (/"level":"(error|fatal)"/.test(line)) checker.fail('code', `the log has an error: ${line.slice(0, 1500)}`)
  }
}
