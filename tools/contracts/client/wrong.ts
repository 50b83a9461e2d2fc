import type { components, operations } from '../documents/openapi.ts'

// Mistakes of a client. The compiler must refuse each line below `@ts-expect-error`, and fails where one of them compiles.

type Schemas = components['schemas']
const id = '01990000-0000-7000-8000-000000000001'

// @ts-expect-error no such status
export const status: Schemas['UpdateGuest'] = { status: 'banana' }

// @ts-expect-error a status of tables, not of guests
export const otherStatus: Schemas['Guest']['status'] = 'cleaning'

// @ts-expect-error no such command
export const unknownCommand: Schemas['Command'] = { id, type: 'guest.banana', payload: {} }

// @ts-expect-error the payload of another command
export const otherPayload: Schemas['Command'] = { id, type: 'guest.seat', payload: { tableId: id, status: 'cleaning' } }

// @ts-expect-error a payload without its tables
export const lackingPayload: Schemas['Command'] = { id, type: 'guest.seat', payload: { guestId: id } }

// @ts-expect-error a misspelled field
export const misspelled: Schemas['AtomicBatch'] = { operations: [{ id, type: 'undo', payload: { transactionID: id } }] }

// @ts-expect-error no such shape
export const shape: Schemas['CreateTable'] = { tableNumber: '1', shape: 'hexagon' }

// @ts-expect-error no such role
export const role: Schemas['CreateUser'] = { email: 'a@example.com', name: 'A', password: 'long enough', role: 'chef' }

// @ts-expect-error no such status in a query
export const query: operations['listTables']['parameters']['query'] = { status: ['free'] }

export function nameOf(answer: Schemas['TransactionAnswer']): string {
  // @ts-expect-error the party may be null
  return answer.guest.name
}

export function newNameOf(change: Schemas['GuestChange']): string {
  // @ts-expect-error a delete has no data
  return change.data.name
}
