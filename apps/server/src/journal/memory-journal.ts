import { randomUUID } from 'node:crypto'
import { type Entity, entities, floorOf, type ListedType, listedTypes, Problem, type Restaurant } from '@qtable/domain'
import type { Append, AppendOutcome } from '../db/append.ts'
import type { Journal } from './journal.ts'
import { changeOf, type KeptChange } from './kept-change.ts'
import type { Head } from './load-floor.ts'
import type { Logged, Receipt } from './log.ts'

interface Row {
  data: Exclude<Entity, Restaurant>
  archived: boolean
}

interface Tenant {
  head: Head
  restaurant: Restaurant
  log: Logged[]
  receipts: Map<string, Receipt>
  rows: Record<ListedType, Map<string, Row>>
}

/** A journal in memory, with the promises of the one in PostgreSQL but for surviving the process: for simulations. */
export interface MemoryJournal extends Journal {
  /** Enters a restaurant at version 1, as its registration does. */
  found(restaurant: Restaurant, from: { epoch: string; first: Logged }): void
  /** Gives a restaurant another epoch, as a database that was put back has. */
  renew(restaurantId: number, epoch: string): void
}

/** Opens an empty one. What goes in and out is copied, as if it had crossed a wire. */
export function openMemoryJournal(): MemoryJournal {
  const tenants = new Map<number, Tenant>()
  const logOf = (restaurantId: number) => tenants.get(restaurantId)?.log ?? []
  const named = (restaurantId: number, ids: readonly string[]) =>
    structuredClone(logOf(restaurantId).filter(({ id }) => ids.includes(id)))
  const after = (restaurantId: number, version: number, limit: number) =>
    structuredClone(logOf(restaurantId).slice(version, version + limit))

  function appendOne(member: Append): AppendOutcome {
    const restaurantId = member.restaurant_id
    const tenant = tenants.get(restaurantId)
    if (!tenant) return { restaurantId, outcome: 'refused', sqlstate: 'P0002', constraint: null, message: 'no clock' }
    const { head, log, receipts } = tenant
    const asked = new Set([
      ...member.transactions.flatMap(({ transaction_id, command_ids }) => [transaction_id, ...command_ids]),
      ...member.receipts.map(({ id }) => id),
    ])
    const ids = [...asked].filter((id) => receipts.has(id) || log.some((logged) => logged.id === id))
    if (ids.length > 0) return { restaurantId, outcome: 'duplicate', ids }
    const { expected_version, expected_epoch = head.epoch, expected_transaction_id = head.transactionId } = member
    if (
      head.version !== expected_version ||
      head.epoch !== expected_epoch ||
      head.transactionId !== expected_transaction_id
    ) {
      return { restaurantId, outcome: 'stale', version: head.version }
    }
    write(tenant, structuredClone(member))
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
      const live = listedTypes.flatMap((type) =>
        [...rows[type].values()].filter(({ archived }) => !archived).map(({ data }) => ({ type, entity: data })),
      )
      return { floor: floorOf({ ...head, restaurant, entities: live }), epoch: head.epoch, recent: log.slice(-1) }
    },
    async news(restaurantId, version, limit) {
      const tenant = tenants.get(restaurantId)
      return {
        head: tenant && { ...tenant.head },
        transactionId: logOf(restaurantId)[version - 1]?.id,
        news: after(restaurantId, version, limit),
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
    transactions: async (restaurantId, ids) => named(restaurantId, ids),
    async answers(restaurantId, ids) {
      const known = tenants.get(restaurantId)?.receipts
      const receipts = structuredClone(ids.flatMap((id) => known?.get(id) ?? []))
      const transactionIds = receipts.flatMap(({ transactionId }) => transactionId ?? [])
      return { receipts, transactions: named(restaurantId, [...ids, ...transactionIds]) }
    },
    async versionBefore(restaurantId, at) {
      return logOf(restaurantId).findLast((logged) => logged.at < at)?.version ?? 0
    },
    async activity(restaurantId, { before = Number.POSITIVE_INFINITY, entityId, actorId, limit }) {
      const wanted = logOf(restaurantId).filter(
        ({ version, actor, changes }) =>
          version < before &&
          (actorId === undefined || actor.id === actorId) &&
          (entityId === undefined || changes.some(({ entity_id }) => entity_id === entityId)),
      )
      return structuredClone(wanted.reverse().slice(0, limit))
    },
    found(restaurant, { epoch, first }) {
      tenants.set(restaurant.id, {
        head: { version: 1, epoch, committedAt: first.at, transactionId: first.id },
        restaurant,
        log: [structuredClone(first)],
        receipts: new Map(),
        rows: {
          section: new Map(),
          table: new Map(),
          combination: new Map(),
          guest: new Map(),
          reservation: new Map(),
        },
      })
    },
    renew(restaurantId, epoch) {
      const tenant = tenants.get(restaurantId)
      if (tenant) tenant.head = { ...tenant.head, epoch }
    },
  }
}

function write(tenant: Tenant, member: Append): void {
  for (const type of listedTypes) {
    const table = entities[type].plural
    for (const data of (member.put[table] ?? []) as Exclude<Entity, Restaurant>[]) {
      tenant.rows[type].set(data.id, { data, archived: false })
    }
    for (const id of member.remove[table] ?? []) tenant.rows[type].delete(id)
    if (table !== 'guests' && table !== 'reservations') continue
    for (const id of member.archive[table] ?? []) {
      const row = tenant.rows[type].get(id)
      if (row) row.archived = true
    }
  }
  const restaurant = member.put.restaurants?.at(-1)
  if (restaurant) tenant.restaurant = restaurant as Restaurant
  for (const each of member.transactions) {
    const { transaction_id: id, command_ids: commandIds, entity_ids: _known, at, changes, ...rest } = each
    const committedAt = [at, tenant.head.committedAt].sort()[1] ?? at
    const whole = (changes as readonly KeptChange[]).map(changeOf)
    tenant.log.push({ ...rest, id, commandIds: [...commandIds], at: committedAt, changes: whole } as Logged)
    tenant.head = { ...tenant.head, version: each.version, committedAt, transactionId: id }
  }
  for (const { id, fingerprint, transaction_id: transactionId, version, problem } of member.receipts) {
    tenant.receipts.set(id, { id, fingerprint, transactionId, version, problem: problem as Receipt['problem'] })
  }
}
