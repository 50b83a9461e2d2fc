import { randomBytes } from 'node:crypto'
import { uuidv7 } from '@qtable/protocol'
import { openAccounts } from '../../apps/server/src/accounts/accounts.ts'
import { openTokens } from '../../apps/server/src/accounts/tokens.ts'
import { budgetsWithoutRate } from '../../apps/server/src/budgets.ts'
import { openCommands } from '../../apps/server/src/commands/execute.ts'
import { openDatabase } from '../../apps/server/src/db/database.ts'
import { openFloors } from '../../apps/server/src/journal/floors.ts'
import { openJournal } from '../../apps/server/src/journal/journal.ts'
import { fill, type Scale } from '../fill/fill.ts'
import { asAdmin, silent } from './cluster.ts'
import { copyRestaurants } from './copy-restaurants.ts'

/** A restaurant in a deployment. */
export interface BenchRestaurant {
  id: number
  /** An access token for each device. Each belongs to another user. */
  tokens: string[]
  /** The ids of the parties in line. */
  waitingIds: string[]
}

/** Restaurants with a floor and no history. */
export interface FloorFill {
  restaurants: number
  /** Signed-in devices of each restaurant; 4. */
  devices?: number
  /** Tables of each restaurant; 40. */
  tables?: number
  /** Parties of each restaurant, a quarter of them seated; 40. */
  parties?: number
}

/** Restaurants with a history, written by SQL. */
export interface HistoryFill {
  restaurants: number
  scale: Partial<Scale>
}

// A batch may hold so many commands.
const batchLimit = 400
const sessions = { accessTokenMinutes: 120, refreshTokenDays: 1 }

/** Fills a new database: one restaurant by commands, the others as copies of it. */
export async function fillFloors(
  { url, adminUrl, secretKey }: { url: string; adminUrl: string; secretKey: string },
  { restaurants, devices = 4, tables = 40, parties = 40 }: FloorFill,
): Promise<BenchRestaurant[]> {
  const tableIds = Array.from({ length: tables }, () => uuidv7())
  const seats = Math.min(tables, Math.floor(parties / 4))
  const partyIds = Array.from({ length: parties }, () => uuidv7())
  const first = await createFirst({ url, secretKey }, [
    ...tableIds.map((id, n) => ({ type: 'table.create', payload: { id, ...tablePayload(n) } })),
    ...partyIds.map((id, n) => ({
      type: 'guest.create',
      payload: { id, ...partyPayload(n), ...(n < seats ? { status: 'seated', tableIds: [tableIds[n]] } : {}) },
    })),
  ])
  const [signIns] = (await asAdmin(adminUrl, ...copyRestaurants({ of: first, restaurants, devices }))).slice(-1)
  const tokens = openTokens({ secretKey, ...sessions, now: Date.now })
  const waitingIds = partyIds.slice(seats)
  const byId = new Map<number, BenchRestaurant>()
  for (const { restaurant_id: id, user_id: userId, session_id: sessionId } of signIns?.rows ?? []) {
    const restaurant: BenchRestaurant = byId.get(id) ?? { id, tokens: [], waitingIds }
    byId.set(id, restaurant)
    restaurant.tokens.push(await tokens.sign({ userId, restaurantId: id, role: 'host', sessionId }))
  }
  return [...byId.values()].sort((a, b) => a.id - b.id)
}

/** Fills a new database with restaurants that have a history. */
export async function fillHistories(
  { url, adminUrl, secretKey }: { url: string; adminUrl: string; secretKey: string },
  { restaurants, scale }: HistoryFill,
): Promise<BenchRestaurant[]> {
  const filled = await fill({ url, restaurants, scale })
  const tokens = openTokens({ secretKey, ...sessions, now: Date.now })
  const [inLine] = await asAdmin(
    adminUrl,
    `select restaurant_id, array_agg(id::text) as ids from qtable.guests where data->>'status' = 'waiting' group by 1`,
  )
  const waiting = new Map<number, string[]>(inLine?.rows.map(({ restaurant_id, ids }) => [restaurant_id, ids]))
  await asAdmin(adminUrl, 'checkpoint')
  return Promise.all(
    filled.map(async ({ restaurantId: id, userId, sessionId }) => ({
      id,
      tokens: [await tokens.sign({ userId, restaurantId: id, role: 'owner', sessionId })],
      waitingIds: waiting.get(id) ?? [],
    })),
  )
}

async function createFirst(
  { url, secretKey }: { url: string; secretKey: string },
  requests: readonly { type: string; payload: unknown }[],
): Promise<number> {
  const db = await openDatabase({ url, log: silent })
  const accounts = openAccounts({ db, secretKey, ...sessions, passwords: { cost: 4 } })
  const { restaurant, owner } = await accounts.administration.createRestaurant({
    name: 'Bench',
    timezone: 'Europe/Berlin',
    owner: { email: 'bench@example.com', name: 'Bench', password: randomBytes(12).toString('hex') },
  })
  if (!owner.account) throw new Error('the owner is no member')
  const { id, name } = owner.account
  const journal = openJournal({ db })
  const commands = openCommands({ journal, floors: openFloors({ journal }), log: silent, budgets: budgetsWithoutRate })
  for (let n = 0; n < requests.length; n += batchLimit) {
    const unit = {
      id: uuidv7(),
      kind: 'batch' as const,
      commands: requests.slice(n, n + batchLimit).map((command) => ({ id: uuidv7(), ...command })),
    }
    await commands.execute(restaurant.id, { id, name, role: 'owner' }, { unit, clientChoseId: false })
  }
  await commands.close()
  await db.close()
  return restaurant.id
}

function tablePayload(n: number): object {
  return {
    tableNumber: String(n + 1),
    capacity: 4,
    minPartySize: 1,
    shape: 'round',
    rotation: 0,
    position: { x: (n % 10) * 90, y: Math.floor(n / 10) * 90 },
    size: { width: 70, height: 70 },
  }
}

function partyPayload(n: number): object {
  return {
    name: `Party ${n}`,
    partySize: 1 + (n % 4),
    phone: `+49301234${1000 + n}`,
    quotedMinutes: 20,
    notes: 'By the window',
  }
}
