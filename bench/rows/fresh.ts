import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { uuidv7 } from '@qtable/protocol'
import { runningEmbeddedUrl } from '../../apps/server/src/db/embedded.ts'
import type { Row } from '../measure/row.ts'
import { type Server, startServer } from '../processes/server.ts'
import { mustBeInLog, mustShowRows } from '../world/agreement.ts'
import { asAdmin, benchFolder } from '../world/cluster.ts'
import { settings, type World } from '../world/world.ts'
import { paceOf } from './race-of-changes.ts'
import { seatAndFree } from './status-changes.ts'

const windows = 24
const windowSeconds = 5
const tables = 40
const parties = 20
const leastInPlace = 0.95

/**
 * The first two minutes of a new installation, as its first user has them: `npm start` on an empty data folder, a
 * registration, tables and parties over the API, and then one device that seats a party and frees its table.
 */
export const fresh: Row = {
  name: 'fresh',
  begins: 'An empty data folder; nothing is warmed',
  async run(world) {
    const folder = await benchFolder()
    let server: Server | undefined
    try {
      server = await startServer({ folder, env: settings })
      return await measure(world, { folder, server })
    } finally {
      await server?.end()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function measure(world: World, { folder, server }: { folder: string; server: Server }) {
  const { token, restaurantId, tableIds, guestIds } = await openFloor(server.port)
  const adminUrl = await adminUrlOf(folder)
  const driver = await world.startDriver()
  const floor = { tokens: [token], waitingIds: guestIds, tableIds }
  const lane = guestIds.flatMap((_id, n) => seatAndFree(floor, n))
  await driver.ask('openLoop', {
    port: server.port,
    lanes: [lane],
    expected: { status: 200 },
    keepsTransactions: true,
  })
  const acknowledged: string[] = []
  const paces = []
  for (let n = 0; n < Math.max(2, world.sized(windows)); n++) {
    const result = await driver.ask('runLoop', { seconds: windowSeconds * Math.min(1, world.effort.share * 4) })
    for (const id of result.transactionIds) acknowledged.push(id)
    paces.push(paceOf(result))
  }
  const stand = { adminUrl, server }
  await mustBeInLog(stand, acknowledged)
  await mustShowRows(stand, [{ id: restaurantId, tokens: [token] }])
  const rates = paces.map(({ perSecond }) => perSecond)
  const [slowest, fastest] = [Math.min(...rates), Math.max(...rates)]
  const inPlace = await sharesInPlace(adminUrl)
  const least = Math.min(...Object.values(inPlace))
  const rounds = { figure: paces, inPlace: [inPlace] }
  return [
    {
      figure: 'a new installation, one seat or free at a time: the slowest five seconds of two minutes',
      limit: 'its own fastest five',
      unit: '/s',
      ...{ value: slowest, limitValue: fastest, ratio: slowest / fastest },
      mark: '≥ 0.8×',
      isReached: slowest / fastest >= 0.8,
      rounds,
    },
    {
      figure: 'updates in place (HOT), of the table that has the fewest',
      limit: '–',
      unit: '%',
      ...{ value: least * 100, limitValue: undefined, ratio: undefined },
      mark: '≥ 95 %',
      isReached: least >= leastInPlace,
      rounds,
    },
  ]
}

/** Registers a restaurant and makes its tables and parties, as its owner would. */
async function openFloor(port: number) {
  const ask = async (path: string, body: object, token?: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as { access_token: string; restaurant: { id: number } }
  }
  const { access_token: token, restaurant } = await ask('auth/register', {
    restaurantName: 'Bench',
    name: 'Ada',
    email: 'ada@example.com',
    password: randomBytes(12).toString('hex'),
  })
  const ids = (count: number) => Array.from({ length: count }, () => uuidv7())
  const [tableIds, guestIds] = [ids(tables), ids(parties)]
  const operation = (type: string, payload: object) => ({ id: uuidv7(), type, payload })
  await ask(
    'atomic/batch',
    {
      operations: [
        ...tableIds.map((id, n) => operation('table.create', { id, tableNumber: String(n + 1), capacity: 4 })),
        ...guestIds.map((id, n) => operation('guest.create', { id, name: `Party ${n}`, partySize: 2 })),
      ],
    },
    token,
  )
  return { token, restaurantId: restaurant.id, tableIds, guestIds }
}

async function adminUrlOf(folder: string): Promise<string> {
  const url = new URL((await runningEmbeddedUrl(folder)) ?? '')
  url.username = 'postgres'
  url.password = (await readFile(path.join(folder, 'postgres-password'), 'utf8')).trim()
  return url.href
}

/** Of each table that a change updates, the share of updates that left its indexes alone. */
async function sharesInPlace(adminUrl: string): Promise<Record<string, number>> {
  const [found] = await asAdmin(
    adminUrl,
    `select relname as name, n_tup_hot_upd::float8 / n_tup_upd as share from pg_stat_user_tables
     where schemaname = 'qtable' and relname in ('clocks', 'guests', 'tables') and n_tup_upd > 0`,
  )
  return Object.fromEntries(found?.rows.map(({ name, share }) => [name, share]) ?? [])
}
