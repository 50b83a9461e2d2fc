import { isDeepStrictEqual } from 'node:util'
import { entityOfRow } from '../../apps/server/src/journal/read-entity.ts'
import { asAdmin } from './cluster.ts'
import type { Deployment } from './deployment.ts'
import type { BenchRestaurant } from './restaurants.ts'

/** Throws unless every acknowledged transaction is in the log exactly once. */
export async function verifyLogged(
  { adminUrl }: Pick<Deployment, 'adminUrl'>,
  transactionIds: readonly string[],
): Promise<void> {
  const text = 'select count(*)::int as count from qtable.log where transaction_id = any ($1::uuid[])'
  const [found] = await asAdmin(adminUrl, { text, values: [transactionIds] })
  const logged = found?.rows[0]?.count
  if (logged !== transactionIds.length || new Set(transactionIds).size !== transactionIds.length) {
    throw new Error(`${transactionIds.length} changes were acknowledged and ${logged} are in the log`)
  }
}

/** Throws unless the server shows the version, guests and tables that the database holds. */
export async function verifyFloors(
  { adminUrl, server }: Pick<Deployment, 'adminUrl' | 'server'>,
  restaurants: readonly Pick<BenchRestaurant, 'id' | 'tokens'>[],
): Promise<void> {
  for (const { id, tokens } of restaurants) {
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/sync/full`, {
      headers: { authorization: `Bearer ${tokens[0]}` },
    })
    const shown = (await answer.json()) as { version: number; guests: Row[]; tables: Row[] }
    const [clock, guests, tables] = await asAdmin(
      adminUrl,
      { text: 'select version::int from qtable.clocks where restaurant_id = $1', values: [id] },
      { text: 'select data from qtable.guests where restaurant_id = $1 and not archived', values: [id] },
      { text: 'select data from qtable.tables where restaurant_id = $1', values: [id] },
    )
    // As the server reads them: a row of before a field has its default.
    const stored = (type: 'guest' | 'table', rows: { data: Row }[] = []) =>
      byId(rows.map(({ data }) => entityOfRow(type, data) as unknown as Row))
    const isSame =
      shown.version === clock?.rows[0]?.version &&
      isDeepStrictEqual(byId(shown.guests), stored('guest', guests?.rows)) &&
      isDeepStrictEqual(byId(shown.tables), stored('table', tables?.rows))
    if (!isSame) throw new Error(`the server shows another floor of restaurant ${id} than the database`)
  }
}

interface Row {
  id: string
}

function byId(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** Throws unless a restaurant is at exactly this version in the database. */
export async function verifyVersion({ adminUrl }: Deployment, { id }: BenchRestaurant, version: number): Promise<void> {
  const text = 'select version::int from qtable.clocks where restaurant_id = $1'
  const [clock] = await asAdmin(adminUrl, { text, values: [id] })
  const inDatabase = clock?.rows[0]?.version
  if (inDatabase !== version) throw new Error(`the sockets are at ${version} and the database is at ${inDatabase}`)
}
