import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyTransaction, type Guest } from '../index.ts'
import { openFloor } from '../testing/open-floor.ts'
import { partyAlsoCalled } from './other-ids.ts'

const change = fc.record({
  party: fc.nat(4),
  otherIds: fc.option(fc.uniqueArray(fc.nat(3), { maxLength: 2 }), { nil: undefined }),
  asksFirst: fc.boolean(),
})

test('a party is found by its other ids as a look at every party finds it, whatever has changed, in place or not', () => {
  const opened = openFloor()
  const guest = opened.floor.guests.get(opened.party()) as Guest
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), fc.boolean(), (changes, isInPlace) => {
      const owned = isInPlace ? new Set<unknown>() : undefined
      let { floor } = opened
      for (const [i, { party, otherIds, asksFirst }] of changes.entries()) {
        if (asksFirst) partyAlsoCalled('other 0', floor.guests)
        const id = `party ${party}`
        // An id is of one party.
        const free = (otherIds ?? []).map((other) => `other ${other}`)
        const isTaken = [...floor.guests.values()].some(
          (one) => one.id !== id && free.some((o) => one.otherIds.includes(o)),
        )
        const data = otherIds && { ...guest, id, otherIds: isTaken ? [] : free }
        const action = data ? 'update' : 'delete'
        const transaction = { version: 10 + i, at: opened.clock.now }
        const changed = { entity_type: 'guest' as const, entity_id: id, action, ...(data && { data }) } as const
        floor = applyTransaction(floor, { ...transaction, changes: [changed] }, owned)
        for (const other of ['other 0', 'other 1', 'other 2', 'other 3']) {
          const expected = [...floor.guests.values()].find((one) => one.otherIds.includes(other))
          expect(partyAlsoCalled(other, floor.guests)?.id).toBe(expected?.id)
        }
      }
    }),
  )
})

test('what a draft has made of a party is found by its other ids too', () => {
  const floor = openFloor({ tables: [4, 4] })
  const reservationId = floor.booking()
  floor.run('reservation.arrive', { reservationId })
  const [alias, second] = [floor.newId(), floor.newId()]
  floor.run('reservation.arrive', { reservationId, guestId: alias })
  floor.batch([
    ['guest.update', { guestId: alias, notes: 'Nuts' }],
    ['reservation.arrive', { reservationId, guestId: second }],
    ['guest.seat', { guestId: second, tableIds: [floor.tableIds[0]] }],
    ['guest.move', { guestId: alias, tableIds: [floor.tableIds[1]] }],
  ])
  const party = floor.guest(floor.reservation(reservationId)?.guestId ?? '')
  expect(party).toMatchObject({ notes: 'Nuts', tableIds: [floor.tableIds[1]], otherIds: [alias, second] })
  expect(floor.refusal('guest.update', { guestId: floor.newId(), notes: '' }).code).toBe('not_found')
})

test('a table is freed by who saw its party under another id', () => {
  for (const [type, fields] of [
    ['table.clear', {}],
    ['table.setStatus', { status: 'available' }],
    ['table.update', { status: 'cleaning' }],
    ['table.seat', { guestId: null }],
  ] as const) {
    const floor = openFloor()
    const [tableId] = floor.tableIds
    const reservationId = floor.booking()
    const alias = floor.newId()
    floor.run('reservation.arrive', { reservationId })
    floor.run('reservation.seat', { reservationId, guestId: alias, tableIds: [tableId] })
    floor.run(type, { tableId, ...fields, was: { currentGuestId: alias, status: 'occupied' } })
    expect(floor.table(0), type).toMatchObject({ currentGuestId: null })
    const next = floor.seated([0])
    const late = { tableId, ...fields, was: { currentGuestId: alias } }
    expect(floor.refusal(type, late), type).toMatchObject({ code: 'edit_conflict' })
    expect(floor.guest(next)?.status).toBe('seated')
  }
})
