import { describe, expect, test } from 'vitest'
import { listedTypes } from './index.ts'
import { openFloor } from './testing/open-floor.ts'

/** A floor with one of each kind, nothing of which stands in the way of a deletion. */
function openOneOfEach() {
  const floor = openFloor({ tables: [4, 4, 4] })
  const [table = '', first, second] = floor.tableIds
  const ids = {
    table,
    section: floor.run('section.create', { name: 'Terrace' }).created('section').id,
    combination: floor
      .run('combination.create', { name: 'Both', tableIds: [first, second], capacity: 6 })
      .created('combination').id,
    guest: floor.party(),
    reservation: floor.booking(),
  }
  return { floor, ids }
}

describe('[SY55] [I35] the same deed twice is one deed', () => {
  for (const type of listedTypes) {
    const command = `${type}.delete`
    const payload = (id: string) => ({ [`${type}Id`]: id })

    test(`a ${type} that is deleted can be deleted again, and nothing changes`, () => {
      const { floor, ids } = openOneOfEach()
      floor.run(command, payload(ids[type]))
      expect(floor.decideOne(command, payload(ids[type]))).toBeUndefined()
    })

    test(`a ${type} that is deleted twice in one batch is deleted once`, () => {
      const { floor, ids } = openOneOfEach()
      const twice = floor.batch([
        [command, payload(ids[type])],
        [command, payload(ids[type])],
      ])
      expect(twice.changes.filter(({ action }) => action === 'delete')).toHaveLength(1)
    })

    test(`a ${type} that came back by an undo is deleted again`, () => {
      const { floor, ids } = openOneOfEach()
      floor.run(command, payload(ids[type]))
      floor.undoLast()
      expect(floor.run(command, payload(ids[type])).changes).toContainEqual(
        expect.objectContaining({ entity_type: type, entity_id: ids[type], action: 'delete' }),
      )
    })

    test(`a ${type} that never was is not found`, () => {
      const { floor } = openOneOfEach()
      expect(floor.refusal(command, payload(floor.newId())).code).toBe('not_found')
    })
  }
})

test('a party that is deleted can be deleted again by another id that it had', () => {
  const floor = openFloor()
  const reservationId = floor.booking()
  floor.run('reservation.arrive', { reservationId })
  const alias = floor.newId()
  floor.run('reservation.arrive', { reservationId, guestId: alias })
  floor.run('guest.delete', { guestId: floor.reservation(reservationId)?.guestId })
  expect(floor.decideOne('guest.delete', { guestId: alias })).toBeUndefined()
})

test('a party of a past day that is deleted can be deleted again', () => {
  const floor = openFloor({ now: '2026-05-01T17:00:00Z' })
  const guestId = floor.party()
  floor.run('guest.setStatus', { guestId, status: 'left' })
  floor.clock.now = '2026-05-02T17:00:00Z'
  floor.closeDay()
  floor.run('guest.delete', { guestId })
  expect(floor.decideOne('guest.delete', { guestId })).toBeUndefined()
})
