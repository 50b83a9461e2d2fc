import {
  type CommandDefinition,
  type CommandType,
  commands,
  definedOf,
  type EntityType,
  isCommandType,
  isEndedGuestStatus,
  type ProblemCode,
  wrongField,
} from '@qtable/domain'
import {
  tablesNamed,
  type UpdateGuestBody,
  type UpdateReservationBody,
  type UpdateTableBody,
  updateBodies,
} from '@qtable/protocol'
import type { z } from 'zod'
import type { RouteCommand } from './submit.ts'

/** How an entity is changed by its fields: in a route of its own, in a row of a batch, or in work done offline. */
export interface EntityUpdate {
  body: z.ZodObject
  /** The commands that it may run. */
  runs: readonly CommandType[]
  /** Refusals of these commands that no update can get. */
  neverRefuses?: readonly ProblemCode[]
  /** The commands for a body. `path` is where it stands in the request, for the names of wrong fields. */
  commands(id: string, body: never, path?: string): RouteCommand[]
}

/** The update of a kind of entity; undefined where it has none. */
export function updateOf(type: EntityType): EntityUpdate | undefined {
  return ownUpdates[type] ?? usualUpdate(type)
}

const ownUpdates: { readonly [T in EntityType]?: EntityUpdate } = {
  guest: { body: updateBodies.guest, runs: ['guest.update', 'guest.setStatus'], commands: guestUpdates },
  table: { body: updateBodies.table, runs: ['table.update', 'table.seat'], commands: tableUpdates },
  reservation: {
    body: updateBodies.reservation,
    runs: ['reservation.update', 'reservation.setStatus'],
    // The body cannot choose the id of the guest.
    neverRefuses: ['already_exists'],
    commands: reservationUpdates,
  },
}

function usualUpdate(type: EntityType): EntityUpdate | undefined {
  const update = `${type}.update`
  if (!isCommandType(update)) return undefined
  const { target }: CommandDefinition = commands[update]
  return {
    body: updateBodies[type],
    runs: [update],
    commands: (id, fields: object, path = '') => {
      const payload = target === undefined ? fields : { ...fields, [target]: id }
      return [{ type: update, payload, path } as RouteCommand]
    },
  }
}

/**
 * The commands for changed fields of a party. A status or tables among the fields are `guest.setStatus`.
 */
export function guestUpdates(
  guestId: string,
  body: UpdateGuestBody,
  path = '',
): RouteCommand<'guest.update' | 'guest.setStatus'>[] {
  const { status, tableId, tableIds, reason, force, was, ...fields } = body
  const given = definedOf({ force, was })
  const update = { type: 'guest.update', payload: { guestId, ...fields, ...given }, path } as const
  if (status === undefined && tablesNamed({ tableId, tableIds }) === undefined) return [update]
  const setStatus = guestStatusCommand(guestId, { status, tableId, tableIds, reason, force, was }, path)
  if (Object.keys(fields).length === 0) return [setStatus]
  // Where a party sits says what else it may have: the size that fits there, a course. What has ended takes nothing more.
  return isEndedGuestStatus(setStatus.payload.status) ? [update, setStatus] : [setStatus, update]
}

/** The command for a status of a party and where it sits. */
export function guestStatusCommand(
  guestId: string,
  body: Pick<UpdateGuestBody, 'status' | 'tableId' | 'tableIds' | 'reason' | 'force' | 'was'>,
  path = '',
): RouteCommand<'guest.setStatus'> {
  const { status, tableId, tableIds, reason, force, was } = body
  if (tableIds && tableId !== undefined && tableId !== (tableIds[0] ?? null)) {
    throw wrongField('tableId', 'must be the first of tableIds').below(path)
  }
  const seats = tablesNamed({ tableId, tableIds })
  const isNamed = seats !== undefined && (seats.length > 0 || status === undefined)
  const payload = { guestId, ...(isNamed ? { tableIds: seats } : {}), ...definedOf({ status, reason, force, was }) }
  return { type: 'guest.setStatus', payload, path }
}

function reservationUpdates(
  reservationId: string,
  body: UpdateReservationBody,
  path = '',
): RouteCommand<'reservation.update' | 'reservation.setStatus'>[] {
  const { status, reason, force, was, ...fields } = body
  const given = definedOf({ force, was })
  const update = (changed: object) =>
    ({ type: 'reservation.update', payload: { reservationId, ...changed, ...given }, path }) as const
  if (status === undefined) return [update(fields)]
  const seen = was?.status === undefined ? undefined : { status: was.status, ...sittingSeen(was) }
  const payload = { reservationId, status, ...definedOf({ reason, force, was: seen }) }
  const setStatus = { type: 'reservation.setStatus', payload, path } as const
  if (status !== 'seated') return Object.keys(fields).length === 0 ? [setStatus] : [update(fields), setStatus]
  // The tables are where the party sits, no plan. Its time can change before it sits, its size where it sits.
  const { startsAt, tableIds, ...others } = fields
  const seat = { ...setStatus, payload: { ...payload, ...definedOf({ tableIds }) } }
  return [
    ...(startsAt === undefined ? [] : [update({ startsAt })]),
    seat,
    ...(Object.keys(others).length === 0 ? [] : [update(others)]),
  ]
}

// A status asks where the party sat. Before that the tables that were seen are a plan.
function sittingSeen({ status, tableIds }: Readonly<Record<string, unknown>>): { tableIds?: unknown } {
  if (status !== 'seated') return { tableIds: [] }
  return tableIds === undefined ? {} : { tableIds }
}

/**
 * The commands for changed fields of a table. `currentGuestId` seats that party there or frees the table, and the status
 * `occupied` without a party seats a walk-in: both are `table.seat`. `joinedTableIds` are all tables of that party.
 */
export function tableUpdates(
  tableId: string,
  body: UpdateTableBody,
  path = '',
  joined: { joinedTableIds?: readonly string[] } = {},
): RouteCommand<'table.update' | 'table.seat'>[] {
  const { currentGuestId, partySize, status, was, force, ...layout } = body
  const given = definedOf({ force, was })
  const update = (fields: object) =>
    ({ type: 'table.update', payload: { tableId, ...fields, ...given }, path }) as const
  const seat = (fields: { guestId?: string | null; partySize?: number; joinedTableIds?: readonly string[] }) =>
    ({ type: 'table.seat', payload: { tableId, ...fields, ...given }, path }) as const
  const layoutUpdate = Object.keys(layout).length === 0 ? [] : [update(layout)]
  if (typeof currentGuestId === 'string') {
    if (status !== undefined && status !== 'occupied') {
      throw wrongField('status', 'must be occupied where a party is to sit at the table').below(path)
    }
    return [...layoutUpdate, seat({ guestId: currentGuestId, ...joined })]
  }
  if (status === 'occupied') return [...layoutUpdate, seat(definedOf({ partySize }))]
  if (partySize !== undefined)
    throw wrongField('partySize', 'needs the status occupied: it is of a walk-in').below(path)
  const changes = [update({ ...layout, ...definedOf({ status }) })]
  if (currentGuestId === undefined) return changes
  // Both of these free the table themselves.
  if (status === 'available' || status === 'cleaning') return changes
  const free = seat({ guestId: null })
  return status === undefined ? [free, ...layoutUpdate] : [free, ...changes]
}
