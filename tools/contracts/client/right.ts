import type { components, operations, paths } from '../documents/openapi.ts'

// A client that uses the types of openapi-typescript. This file must compile.

type Schemas = components['schemas']

export const command: Schemas['Command'] = {
  id: '01990000-0000-7000-8000-000000000001',
  type: 'guest.seat',
  payload: { guestId: '01990000-0000-7000-8000-000000000002', tableIds: ['01990000-0000-7000-8000-000000000003'] },
}

export const batch: Schemas['AtomicBatch'] = {
  operations: [
    command,
    { id: command.id, type: 'table.setStatus', payload: { tableId: command.id, status: 'cleaning' } },
  ],
}

export const offline: Schemas['SyncBatch'] = { operations: [command] }

export const update: Schemas['UpdateGuest'] = { status: 'no_show', reason: null, course: null }

export const query: NonNullable<operations['listGuests']['parameters']['query']> = {
  status: ['waiting', 'notified'],
  minimal: true,
  limit: 20,
}

/** `type` decides what the payload is. */
export function tablesOf(one: Schemas['Command']): string[] {
  switch (one.type) {
    case 'guest.seat':
    case 'guest.move':
      return one.payload.tableIds
    case 'table.update':
      return [one.payload.tableId]
    default:
      return []
  }
}

/** `entity_type` decides what the data is. */
export function titleOf(change: Schemas['Change']): string {
  switch (change.entity_type) {
    case 'guest':
    case 'reservation':
      return `${change.data?.name} (${change.data?.partySize})`
    case 'table':
      return change.data?.tableNumber ?? ''
    case 'section':
    case 'combination':
    case 'restaurant':
      return change.data?.name ?? ''
    default:
      // A later version of the server may have more kinds.
      return ''
  }
}

/** Nullable values, references among them, are there and may be null. */
export function seatsOf(answer: Schemas['TransactionAnswer']): string {
  const { guest, table } = answer
  if (guest === null || table === null) return 'nobody'
  const before: 'waiting' | 'notified' | 'seated' | undefined = guest.endedFrom?.status
  const course: Schemas['NullableCourse'] = guest.course
  return [guest.tableId ?? '', table.currentGuestId ?? '', before ?? '', course ?? ''].join()
}

/** Every refusal is a problem with a code of the catalogue. */
export function isTaken(problem: Refusal): boolean {
  return problem.code === 'table_occupied' || problem.code === 'table_blocked'
}
type Refusal =
  paths['/api/v1/guests/{id}/status/atomic']['put']['responses'][409]['content']['application/problem+json']
