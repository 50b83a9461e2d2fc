import type { ClientCommand } from '@qtable/domain'
import { openFloor, problemOf } from '@qtable/domain/testing'
import { expect, test } from 'vitest'
import { aboutOf, sameAgain, stillToSeat } from './solutions.ts'

const startsAt = '2026-05-01T18:00:00.000Z'

function refusalOf(floor: ReturnType<typeof openFloor>, type: string, payload: object) {
  const problem = problemOf(() => floor.decideOne(type, payload))
  return { problem, commands: [{ id: floor.newId(), type, payload } as ClientCommand] }
}

test('a party whose table was taken still needs one, as long as it waits', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.seated([0])
  const guestId = floor.party({ name: 'Ada', partySize: 3 })
  const refusal = refusalOf(floor, 'guest.seat', { guestId, tableIds: [floor.tableIds[0]] })
  expect(stillToSeat(refusal, floor.floor)).toEqual({ kind: 'guest', guestId })
  expect(aboutOf(refusal, floor.floor)).toEqual({ guestId })
  floor.run('guest.seat', { guestId, tableIds: [floor.tableIds[1]] })
  expect(stillToSeat(refusal, floor.floor)).toBeUndefined()
  floor.run('guest.setStatus', { guestId, status: 'finished' })
  expect(stillToSeat(refusal, floor.floor)).toBeUndefined()
})

test('a walk-in unknown to the server still waits, with all its details', () => {
  const floor = openFloor()
  floor.seated([0])
  const given = { name: 'Late', partySize: 2, phone: '+4930123456', tags: ['vip'] }
  const payload = { id: floor.newId(), status: 'seated', tableIds: floor.tableIds, ...given }
  const refusal = refusalOf(floor, 'guest.create', payload)
  expect(stillToSeat(refusal, floor.floor)).toEqual({ kind: 'walkIn', ...given })
  expect(aboutOf(refusal, floor.floor)).toBeUndefined()
  expect(sameAgain(refusal)).toEqual([{ type: 'guest.create', payload }])
})

test('a reservation whose table was deleted still needs one, until it ends', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.seated([0])
  const reservationId = floor.booking({ startsAt })
  const refusal = refusalOf(floor, 'reservation.seat', { reservationId, tableIds: [floor.tableIds[0]] })
  expect(stillToSeat(refusal, floor.floor)).toEqual({ kind: 'reservation', reservationId })
  expect(aboutOf(refusal, floor.floor)).toEqual({ reservationId })
  floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  expect(stillToSeat(refusal, floor.floor)).toBeUndefined()
})

test('no other table is offered if the table was not the problem', () => {
  const floor = openFloor()
  const guestId = floor.party()
  floor.run('guest.setStatus', { guestId, status: 'left' })
  const refusal = refusalOf(floor, 'guest.setStatus', { guestId, status: 'notified' })
  expect(refusal.problem.code).toBe('invalid_transition')
  expect(stillToSeat(refusal, floor.floor)).toBeUndefined()
})

test('an undo is tried again unless what it undoes has changed or is not known', () => {
  const floor = openFloor()
  const refusal = refusalOf(floor, 'undo', { transactionId: floor.newId() })
  expect(sameAgain(refusal)).toBeUndefined()
  const reservationId = floor.booking({ startsAt, partySize: 4, tableIds: floor.tableIds })
  const { id: transactionId } = floor.run('reservation.setStatus', { reservationId, status: 'cancelled' })
  floor.run('table.update', { tableId: floor.tableIds[0], capacity: 2 })
  const payload = { transactionId }
  expect(sameAgain(refusalOf(floor, 'undo', payload))).toEqual([{ type: 'undo', payload }])
  floor.run('reservation.update', { reservationId, notes: 'nuts' })
  expect(sameAgain(refusalOf(floor, 'undo', payload))).toBeUndefined()
})
