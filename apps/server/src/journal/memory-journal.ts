import { randomUUID } from 'node:crypto'
import {
  type Entity,
  floorOf,
  type ListedType,
  listedTypes,
  type PastEntity,
  Problem,
  type Restaurant,
} from '@qtable/domain'
import type { Append, AppendOutcome } from '../db/append.ts'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import type { Receipt } from '../db/receipt.ts'
import type { Head } from './head.ts'
import type { Journal } from './journal.ts'
import { otherHalf } from './past.ts'

interface Row {
  data: Exclude<Entity, Restaurant>
  archived: boolean
}

interface Tenant {
  head: Head
  restaurant: Restaurant
  log: LoggedTransaction[]
  receipts: Map<string, Receipt>
  rows: Map<ListedType, Map<string, Row>>
}

/** A journal in memory for simulations, with the guarantees of the one in PostgreSQL except durability. */
export interface MemoryJournal extends Journal {
  /** Adds a restaurant at version 1, as a registration does. */
  addRestaurant(restaurant: Restaurant, from: { epoch: string; first: LoggedTransaction }): void
  /** Sets the epoch of a restaurant, as after a restored backup. */
  setEpoch(restaurantId: number, epoch: string): void
}

/** Opens an empty journal. Values are copied in and out, as on a wire. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one answer for each question of a journal
export function openMemoryJournal(): MemoryJournal {
  const tenants = new Map<number, Tenant>()
  const logOf = (restaurantId: number) => tenants.get(restaurantId)?.log ?? []
  const named = (restaurantId: number, ids: readonly string[]) =>
    structuredClone(logOf(restaurantId).filter(({ id }) => ids.includes(id)))
  const after = (restaurantId: number, version: number, limit: number) =>
    structuredClone(logOf(restaurantId).slice(version, version + limit))

  function appendOne(append: Append): AppendOutcome {
    const { restaurantId, expected } = append
    const tenant = tenants.get(restaurantId)
    if (!tenant) return { restaurantId, outcome: 'refused', sqlstate: 'P0002', constraint: null, message: 'no clock' }
    const { head, log, receipts } = tenant
    const asked = new Set([...append.idsToCheck, ...append.receipts.map(({ id }) => id)])
    const ids = [...asked].filter((id) => receipts.has(id) || log.some((logged) => logged.id === id))
    if (ids.length > 0) return { restaurantId, outcome: 'duplicate', ids }
    const { epoch = head.epoch, transactionId = head.transactionId } = expected
    if (head.version !== expected.version || head.epoch !== epoch || head.transactionId !== transactionId) {
      return { restaurantId, outcome: 'stale', version: head.version }
    }
    write(tenant, structuredClone(append))
    return { restaurantId, outcome: 'committed', version: tenant.head.version, committedAt: tenant.head.committedAt }
  }

  return {
    async append(members) {
      return members.map(appendOne)
    },
    async head(restaurantId) {
      const tenant = tenants.get(restaurantId)
      return tenant && { ...tenant.head }
    },
    async heads(restaurantIds) {
      return new Map(
        restaurantIds.flatMap((id) => {
          const tenant = tenants.get(id)
          return tenant ? [[id, { ...tenant.head }] as const] : []
        }),
      )
    },
    async load(restaurantId) {
      const tenant = tenants.get(restaurantId)
      if (!tenant) throw new Problem('not_found', `There is no restaurant ${restaurantId}`)
      const { head, restaurant, rows, log } = structuredClone(tenant)
      const live = [...rows].flatMap(([type, ofType]) =>
        [...ofType.values()].filter(({ archived }) => !archived).map(({ data }) => ({ type, entity: data })),
      )
      return { floor: floorOf({ ...head, restaurant, entities: live }), epoch: head.epoch, recent: log.slice(-1) }
    },
    async readTail(restaurantId, version, limit) {
      const tenant = tenants.get(restaurantId)
      return {
        head: tenant && { ...tenant.head },
        transactionId: logOf(restaurantId)[version - 1]?.id,
        transactions: after(restaurantId, version, limit),
      }
    },
    transactionIdAt: async (restaurantId, version) => logOf(restaurantId)[version - 1]?.id,
    async renewEpoch(restaurantId, epoch) {
      const head = tenants.get(restaurantId)?.head
      if (!head || (epoch !== undefined && head.epoch !== epoch)) return false
      head.epoch = randomUUID()
      return true
    },
    after: async (restaurantId, version, limit) => after(restaurantId, version, limit),
    transactions: async (restaurantId, ids) => ({ transactions: named(restaurantId, ids), tooLarge: [] }),
    changedSince: async (restaurantId, entityIds, version) => {
      const later = logOf(restaurantId).slice(version)
      const changed = new Set(later.flatMap(({ changes }) => changes.map(({ entity_id }) => entity_id)))
      return entityIds.filter((id) => changed.has(id))
    },
    async answers(restaurantId, ids) {
      const known = tenants.get(restaurantId)?.receipts
      const receipts = structuredClone(ids.flatMap((id) => known?.get(id) ?? []))
      const transactionIds = receipts.flatMap(({ transactionId }) => transactionId ?? [])
      return { receipts, transactions: named(restaurantId, [...ids, ...transactionIds]) }
    },
    async past(restaurantId, ids) {
      const rows = [...(tenants.get(restaurantId)?.rows ?? [])]
      const find = (wanted: readonly string[]) =>
        rows.flatMap(([type, ofType]) =>
          wanted.flatMap((id) => {
            const row = ofType.get(id)
            return row?.archived ? [{ type, entity: row.data } as PastEntity] : []
          }),
        )
      const found = find(ids)
      return structuredClone([...found, ...find(found.flatMap(otherHalf).filter((id) => !ids.includes(id)))])
    },
    async versionBefore(restaurantId, at) {
      return logOf(restaurantId).findLast((logged) => Date.parse(logged.at) < Date.parse(at))?.version ?? 0
    },
    async activity(restaurantId, { before = Number.POSITIVE_INFINITY, entityId, actorId, limit }) {
      const found = logOf(restaurantId).filter(
        ({ version, actor, changes }) =>
          version < before &&
          (actorId === undefined || actor.id === actorId) &&
          (entityId === undefined || changes.some(({ entity_id }) => entity_id === entityId)),
      )
      const transactions = structuredClone(found.reverse().slice(0, limit))
      return { transactions, next: found.length > limit ? transactions.at(-1)?.version : undefined }
    },
    addRestaurant(restaurant, { epoch, first }) {
      tenants.set(restaurant.id, {
        head: { version: 1, epoch, committedAt: first.at, transactionId: first.id },
        restaurant,
        log: [structuredClone(first)],
        receipts: new Map(),
        rows: new Map(listedTypes.map((type) => [type, new Map()])),
      })
    },
    setEpoch(restaurantId, epoch) {
      const tenant = tenants.get(restaurantId)
      if (tenant) tenant.head = { ...tenant.head, epoch }
    },
  }
}

function write(tenant: Tenant, { transactions, receipts }: Append): void {
  for (const transaction of transactions) {
    for (const change of transaction.changes) {
      if (change.entity_type === 'restaurant') {
        if (change.data) tenant.restaurant = change.data as Restaurant
        continue
      }
      const rows = tenant.rows.get(change.entity_type)
      const row = rows?.get(change.entity_id)
      if (change.data) {
        rows?.set(change.entity_id, { data: change.data as Row['data'], archived: change.history === true })
      } else if (!change.archived) rows?.delete(change.entity_id)
      else if (row) row.archived = true
    }
    const at = [transaction.at, tenant.head.committedAt].sort()[1] ?? transaction.at
    tenant.log.push({ ...transaction, at })
    tenant.head = { ...tenant.head, version: transaction.version, committedAt: at, transactionId: transaction.id }
  }
  for (const receipt of receipts) tenant.receipts.set(receipt.id, receipt)
}
