import type { components, operations } from '../documents/openapi.ts'

// What a client must not be able to write: the compiler has to refuse each line below `@ts-expect-error`, and fails where
// one of them compiles.

type Schemas = components['schemas']
const id = '01990000-0000-7000-8000-000000000001'

// @ts-expect-error a status that there is not
export const status: Schemas['UpdateGuest'] = { status: 'banana' }

// @ts-expect-error the status of a table is none of a guest
export const otherStatus: Schemas['Guest']['status'] = 'cleaning'

// @ts-expect-error a command that there is not
export const unknownCommand: Schemas['Command'] = { id, type: 'guest.banana', payload: {} }

// @ts-expect-error the payload of another command
export const otherPayload: Schemas['Command'] = { id, type: 'guest.seat', payload: { tableId: id, status: 'cleaning' } }

// @ts-expect-error a payload that lacks its tables
export const lackingPayload: Schemas['Command'] = { id, type: 'guest.seat', payload: { guestId: id } }

// @ts-expect-error a field with another spelling
export const misspelled: Schemas['AtomicBatch'] = { operations: [{ id, type: 'undo', payload: { transactionID: id } }] }

// @ts-expect-error a shape that there is not
export const shape: Schemas['CreateTable'] = { tableNumber: '1', shape: 'hexagon' }

// @ts-expect-error a role that there is not
export const role: Schemas['CreateUser'] = { email: 'a@example.com', name: 'A', password: 'long enough', role: 'chef' }

// @ts-expect-error a status of a query that there is not
export const query: operations['listTables']['parameters']['query'] = { status: ['free'] }

export function nameOf(answer: Schemas['TransactionAnswer']): string {
  // @ts-expect-error the party may be null
  return answer.guest.name
}

export function newNameOf(change: Schemas['GuestChange']): string {
  // @ts-expect-error a delete has no data
  return change.data.name
}
