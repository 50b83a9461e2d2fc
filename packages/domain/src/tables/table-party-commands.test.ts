import { describe, expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'

function open(tables = [4, 2]) {
  const opened = openFloor({ tables })
  const [first = '', second = ''] = opened.tableIds
  const tableOf = (id: string) => opened.floor.tables.get(id)
  const mustChangeNothing = (type: string, payload: object) =>
    expect(() => opened.run(type, payload)).toThrow('nothing changed')
  return { opened, first, second, tableOf, mustChangeNothing }
}

describe('who sits at a table, from its side', () => {
  test('a party is seated there, and is where it was when the same is said again', () => {
    const { opened, first, tableOf, mustChangeNothing } = open()
    const party = opened.party({ partySize: 3 })
    opened.run('table.seat', { tableId: first, guestId: party })
    expect(opened.floor.guests.get(party)).toMatchObject({ status: 'seated', tableIds: [first] })
    mustChangeNothing('table.seat', { tableId: first, guestId: party })
    expect(tableOf(first)).toMatchObject({ status: 'occupied', currentGuestId: party })
  })

  test('a party at two tables stays at both when one of them says that it sits there', () => {
    const { opened, first, second, mustChangeNothing } = open()
    const party = opened.party({ partySize: 5 })
    opened.run('guest.seat', { guestId: party, tableIds: [first, second] })
    mustChangeNothing('table.seat', { tableId: second, guestId: party })
    expect(opened.floor.guests.get(party)?.tableIds).toEqual([first, second])
  })

  test('a party is seated at all tables that are named with it, which must name the table itself', () => {
    const { opened, first, second, mustChangeNothing } = open()
    const guestId = opened.party({ partySize: 6 })
    const both = { guestId, joinedTableIds: [first, second] }
    opened.run('table.seat', { tableId: first, ...both })
    expect(opened.floor.guests.get(guestId)?.tableIds).toEqual([first, second])
    mustChangeNothing('table.seat', { tableId: second, ...both })
    mustChangeNothing('table.seat', { tableId: second, guestId, joinedTableIds: [second, first] })
    const other = { tableId: second, guestId, joinedTableIds: [first] }
    expect(opened.refusal('table.seat', other).code).toBe('validation_failed')
  })

  test('without a party a walk-in sits there: of 2, of the capacity where that is less, or of the size given', () => {
    const { opened, first, second, tableOf, mustChangeNothing } = open([4, 1, 6])
    opened.run('table.seat', { tableId: first })
    opened.run('table.seat', { tableId: second })
    opened.run('table.seat', { tableId: opened.tableIds[2] ?? '', partySize: 5 })
    const sizes = opened.tableIds.map((id) => opened.floor.guests.get(tableOf(id)?.currentGuestId ?? '')?.partySize)
    expect(sizes).toEqual([2, 1, 5])
    mustChangeNothing('table.seat', { tableId: first })
  })

  test('null frees the table; a table that nobody sits at keeps its status', () => {
    const { opened, first, second, tableOf, mustChangeNothing } = open()
    const party = opened.party({ partySize: 2 })
    opened.run('guest.seat', { guestId: party, tableIds: [first] })
    opened.run('table.seat', { tableId: first, guestId: null })
    expect(tableOf(first)).toMatchObject({ status: 'available', currentGuestId: null })
    expect(opened.floor.guests.get(party)?.status).toBe('finished')
    opened.run('table.setStatus', { tableId: second, status: 'blocked' })
    mustChangeNothing('table.seat', { tableId: second, guestId: null })
    expect(tableOf(second)?.status).toBe('blocked')
  })
})

test('clear frees a table and leaves a blocked one blocked', () => {
  const { opened, first, second, tableOf, mustChangeNothing } = open()
  const party = opened.party({ partySize: 2 })
  opened.run('guest.seat', { guestId: party, tableIds: [first] })
  opened.run('table.clear', { tableId: first })
  expect(tableOf(first)?.status).toBe('available')
  opened.run('table.setStatus', { tableId: second, status: 'blocked' })
  mustChangeNothing('table.clear', { tableId: second })
  expect(tableOf(second)?.status).toBe('blocked')
})
