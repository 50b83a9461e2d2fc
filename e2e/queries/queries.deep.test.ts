import { expect, onTestFinished, test } from 'vitest'
import { openTokens } from '../../apps/server/src/accounts/tokens.ts'
import { openApp } from '../../apps/server/src/app.ts'
import { loadConfig } from '../../apps/server/src/config.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import { openExplainingPostgres } from '../../apps/server/src/testing/explaining-postgres.ts'
import {
  type Explained,
  type PlanNode,
  queryCallSites,
  recordQueries,
} from '../../apps/server/src/testing/query-recorder.ts'
import { dataFolder } from '../../apps/server/src/testing/server-process.ts'
import { fill } from '../../bench/fill/fill.ts'
import { openApiClient } from '../api-client.ts'
import { driveAddresses } from './drive-addresses.ts'
import { driveFactors } from './drive-factors.ts'
import { driveChanges, driveReads } from './drive-floor.ts'
import { driveCommandLine, driveJobs, driveRareQueries, driveRemoval } from './drive-jobs.ts'
import { drivePeople } from './drive-people.ts'

const scale = {
  history: 3000,
  partiesPerDay: 20,
  logged: 2500,
  receipts: 1500,
  people: 4,
  tokens: 400,
  endedHoursAgo: 30,
}
const others = 'generate_series(1001, 1800) n'
// A page of the largest list or a chunk of the largest deletion, with room to spare.
const maxRows = 1500

/** Links, invitations and second factors of the others. */
const rowsOfOtherUsers = [
  `insert into qtable.invitations (restaurant_id, id, email, name, role, token_hash, created_at, expires_at)
   select n, gen_random_uuid(), 'to' || n || '@example.com', 'N', 'host', sha256(n::text::bytea), now(), now() from ${others}`,
  ...[
    `account_links (id, kind, user_id, restaurant_id, made_by, token_hash, created_at, expires_at)
     select gen_random_uuid(), 'reset', u.id, m.restaurant_id, u.id, h.hash, now(), now()`,
    `account_changes (id, user_id, at) select gen_random_uuid(), u.id, now() - m.restaurant_id * interval '1 minute'`,
    `totp_factors (user_id, secret, created_at, confirmed_at) select u.id, h.hash, now(), now()`,
    `recovery_codes (user_id, code_hash, created_at) select u.id, sha256((u.id || i::text)::bytea), now()`,
    `passkeys (id, user_id, credential_hash, credential_id, public_key, counter, transports, name, created_at)
     select gen_random_uuid(), u.id, h.hash, h.hash, h.hash, 0, '{}', 'N', now()`,
    `spent_challenges (user_id, challenge_hash, expires_at) select u.id, h.hash, now()`,
  ].map(
    (insert) => `insert into qtable.${insert}
      from qtable.users u join qtable.memberships m on m.user_id = u.id and m.restaurant_id > 1000
      cross join lateral (select sha256(u.id::text::bytea) as hash) h
      ${insert.startsWith('recovery_codes') ? 'cross join generate_series(1, 10) i' : ''}`,
  ),
]

test('every query of the server uses an index, and touches no more rows when the history grows', async () => {
  const { url, asAdmin, explain } = await openExplainingPostgres()
  const [who] = await fill({ url, restaurants: 8, scale })
  if (!who) throw new Error('The database was not filled')
  // Many other restaurants, or the planner would read whole tables.
  await asAdmin(
    `insert into qtable.tenants select n, 'r' || n from ${others}`,
    `insert into qtable.clocks (restaurant_id) select n from ${others}`,
    `insert into qtable.restaurants select n, 1, d.data || jsonb_build_object('id', n)
     from ${others}, qtable.restaurants d where d.restaurant_id = 1`,
    ...['sections', 'combinations'].map(
      (table) =>
        `insert into qtable.${table} (restaurant_id, id, version, data)
         select n, d.id, 1, d.data from ${others}, qtable.${table} d where d.restaurant_id = 1`,
    ),
    `insert into qtable.users select gen_random_uuid(), n || '@example.com', 'N', 'none' from ${others}`,
    `insert into qtable.memberships select n, id, 'owner' from ${others}
     join qtable.users on email = n || '@example.com'`,
    ...rowsOfOtherUsers,
    // The owner has just signed in, and may change people.
    'update qtable.refresh_tokens set confirmed_at = now()',
    'analyze',
    // Restaurants are removed below: a run that takes long would get the plans of a small table.
    'alter table qtable.account_links set (autovacuum_enabled = false)',
  )
  // Those of jobs are one row, one for each node, one for each restaurant that a job visits, and the sign-outs of a day.
  const tenantTables = await asAdmin<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'qtable'::regnamespace and relrowsecurity
     and relname <> all (array['account_changes', 'installation', 'session_nodes', 'tenants'])`,
  )
  await explain()

  const { callSites, explained } = recordQueries()
  const folder = await dataFolder()
  const env = {
    DATABASE_URL: url,
    DATA_DIR: folder,
    ENVIRONMENT: 'test',
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
  }
  const config = loadConfig(env)
  const app = await openApp({ config, log: openLog(config) })
  onTestFinished(() => app.close())
  const server = await app.listen()
  const tokens = openTokens({ ...config, now: Date.now })
  const owner = openApiClient(server, await tokens.sign({ ...who, role: 'owner' }))
  await driveReads(owner)
  await driveChanges(owner)
  await drivePeople(server, owner)
  await driveAddresses(app, config, owner)
  const withFactors = await driveFactors(server)
  await driveRareQueries(app, { config, url: server, who, withFactors })
  await driveJobs(app, server, owner)
  await driveCommandLine(folder, { env, withFactors: withFactors.email })
  await driveRemoval(app)

  expect(queryCallSites().filter((callSite) => !callSites.has(callSite))).toEqual([])
  const names = new Set(tenantTables.map(({ name }) => name))
  expect(explained.length).toBeGreaterThan(500)
  const slow = explained.flatMap((one) => problemsOf(one, names))
  expect([...new Set(slow)]).toEqual([])
}, 300_000)

/** The scans of one statement that a long history would make slow. */
function problemsOf({ query, plan }: Explained, tenantTables: ReadonlySet<string>): string[] {
  const text = query.replace(/\s+/g, ' ').trim()
  return scans(plan).flatMap((node) => {
    const name = node['Relation Name'] ?? ''
    if (!tenantTables.has(name)) return []
    const rows = Math.round(touched(node))
    if (node['Node Type'].includes('Seq Scan') && rows > 0) return [`sequential scan of ${name}: ${text}`]
    return rows > maxRows ? [`${rows} rows of ${name} by ${node['Index Name'] ?? node['Node Type']}: ${text}`] : []
  })
}

function scans(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(scans)]
}

function touched(node: PlanNode): number {
  const each = ['Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Index Recheck'] as const
  return each.reduce((sum, key) => sum + (node[key] ?? 0), 0) * (node['Actual Loops'] ?? 0)
}
