import { describe, expect, test } from 'vitest'
import { type Operation, openFloor } from './testing/open-floor.ts'

const evening = (time: string) => `2026-05-01T${time}:00Z`

/** Every order of a few items. */
function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, i) => ordersOf(items.filter((_, k) => k !== i)).map((rest) => [item, ...rest]))
}

describe('[SY56] a batch is judged at its end, whatever the order of its operations', () => {
  function openEvening() {
    const floor = openFloor({ tables: [4, 4, 4, 4] })
    const back = floor.seated([0], { name: 'Back' })
    floor.run('guest.setStatus', { guestId: back, status: 'finished' })
    const [a, b] = [floor.seated([0], { name: 'Ada' }), floor.seated([1], { name: 'Bob' })]
    const c = floor.party({ name: 'Cleo' })
    const x = floor.booking({ name: 'X', startsAt: evening('20:00'), tableIds: [floor.tableIds[2]] })
    const y = floor.booking({ name: 'Y', startsAt: evening('20:00'), tableIds: [floor.tableIds[3]] })
    const late = floor.booking({ name: 'Late', startsAt: evening('22:00'), tableIds: [floor.tableIds[2]] })
    const sameTable = { startsAt: evening('23:00'), tableIds: [floor.tableIds[0]], force: true }
    const gone = floor.booking({ name: 'Gone', ...sameTable })
    floor.run('reservation.setStatus', { reservationId: gone, status: 'cancelled' })
    const taken = floor.booking({ name: 'Taken', ...sameTable })
    const pair = (name: string, places: number[]) =>
      floor
        .run('combination.create', { name, tableIds: places.map((i) => floor.tableIds[i]), capacity: 8 })
        .created('combination').id
    return {
      floor,
      back,
      a,
      b,
      c,
      x,
      y,
      late,
      gone,
      taken,
      first: pair('first', [0, 1]),
      second: pair('second', [2, 3]),
    }
  }
  type Evening = ReturnType<typeof openEvening>
  const t = ({ floor }: Evening, i: number) => floor.tableIds[i] ?? ''
  const good: Record<string, (evening: Evening) => Operation[]> = {
    'two parties swap their tables': (e) => [
      ['guest.move', { guestId: e.a, tableIds: [t(e, 1)] }],
      ['guest.move', { guestId: e.b, tableIds: [t(e, 0)] }],
    ],
    'three turn in a circle': (e) => [
      ['guest.seat', { guestId: e.a, tableIds: [t(e, 1)] }],
      ['guest.seat', { guestId: e.b, tableIds: [t(e, 2)] }],
      ['guest.seat', { guestId: e.c, tableIds: [t(e, 0)] }],
    ],
    'two parties swap, said from the side of the tables': (e) => [
      ['table.seat', { tableId: t(e, 0), guestId: e.b }],
      ['table.seat', { tableId: t(e, 1), guestId: e.a }],
    ],
    'one comes as another goes': (e) => [
      ['guest.seat', { guestId: e.c, tableIds: [t(e, 0)] }],
      ['guest.setStatus', { guestId: e.a, status: 'finished' }],
    ],
    'one comes as another goes back to the line': (e) => [
      ['guest.seat', { guestId: e.c, tableIds: [t(e, 0)] }],
      ['guest.setStatus', { guestId: e.a, status: 'waiting' }],
    ],
    'a walk-in comes as another party is deleted': (e) => [
      ['guest.create', { id: '00000000-0000-7000-8000-0000000000ff', partySize: 2, tableIds: [t(e, 0)] }],
      ['guest.delete', { guestId: e.a }],
    ],
    'two bookings swap their tables': (e) => [
      ['reservation.update', { reservationId: e.x, tableIds: [t(e, 3)] }],
      ['reservation.update', { reservationId: e.y, tableIds: [t(e, 2)] }],
    ],
    'two bookings swap their times': (e) => [
      ['reservation.update', { reservationId: e.x, startsAt: evening('22:00') }],
      ['reservation.update', { reservationId: e.late, startsAt: evening('20:00') }],
    ],
    'a booking takes the place of a cancelled one': (e) => [
      ['reservation.create', { name: 'New', partySize: 2, startsAt: evening('20:00'), tableIds: [t(e, 2)] }],
      ['reservation.setStatus', { reservationId: e.x, status: 'cancelled' }],
    ],
    'two combinations swap their tables': (e) => [
      ['combination.update', { combinationId: e.first, tableIds: [t(e, 2), t(e, 3)] }],
      ['combination.update', { combinationId: e.second, tableIds: [t(e, 0), t(e, 1)] }],
    ],
    'two tables swap their numbers': (e) => [
      ['table.update', { tableId: t(e, 0), tableNumber: '2' }],
      ['table.update', { tableId: t(e, 1), tableNumber: '1' }],
    ],
    'a table is deleted as its party, its bookings and its combination go': (e) => [
      ['table.delete', { tableId: t(e, 0) }],
      ['guest.setStatus', { guestId: e.a, status: 'finished' }],
      ['reservation.update', { reservationId: e.taken, tableIds: [t(e, 3)], force: true }],
      ['combination.delete', { combinationId: e.first }],
    ],
    'a table is deleted as its party moves to another': (e) => [
      ['table.delete', { tableId: t(e, 1) }],
      ['guest.move', { guestId: e.b, tableIds: [t(e, 2)] }],
      ['combination.update', { combinationId: e.first, tableIds: [t(e, 0), t(e, 3)] }],
    ],
    'a table is blocked as its party goes': (e) => [
      ['table.setStatus', { tableId: t(e, 1), status: 'blocked' }],
      ['guest.setStatus', { guestId: e.b, status: 'finished' }],
    ],
    'a table is blocked as its booking goes to another': (e) => [
      ['table.setStatus', { tableId: t(e, 3), status: 'blocked' }],
      ['reservation.update', { reservationId: e.y, tableIds: [t(e, 0)] }],
    ],
    'a table becomes smaller as its party moves to another': (e) => [
      ['table.update', { tableId: t(e, 1), capacity: 1 }],
      ['guest.move', { guestId: e.b, tableIds: [t(e, 2)] }],
    ],
    'a table becomes smaller as its party does': (e) => [
      ['table.update', { tableId: t(e, 1), capacity: 1 }],
      ['guest.update', { guestId: e.b, partySize: 1 }],
    ],
    'a table becomes smaller as its booking goes to another': (e) => [
      ['table.update', { tableId: t(e, 3), capacity: 1 }],
      ['reservation.update', { reservationId: e.y, tableIds: [t(e, 0)] }],
    ],
    'a party comes back to its table as another leaves it': (e) => [
      ['guest.restore', { guestId: e.back }],
      ['guest.setStatus', { guestId: e.a, status: 'finished' }],
    ],
    'a party comes back to its table as another moves on, and is written about': (e) => [
      ['guest.restore', { guestId: e.back }],
      ['guest.move', { guestId: e.a, tableIds: [t(e, 2)] }],
      ['guest.update', { guestId: e.back, notes: 'by the window' }],
    ],
    'a booking comes back to its table as another leaves it': (e) => [
      ['reservation.restore', { reservationId: e.gone, force: true }],
      ['reservation.setStatus', { reservationId: e.taken, status: 'cancelled' }],
    ],
  }
  for (const [name, operationsOf] of Object.entries(good)) {
    test(name, () => {
      const evening = openEvening()
      const views = new Set<string>()
      for (const operations of ordersOf(operationsOf(evening))) {
        const decided = evening.floor.decideUnit(
          { kind: 'batch', commands: operations.map(evening.floor.prepared) },
          'owner',
        )
        const view = decided?.changes
          .map(({ entity_type, data }) => JSON.stringify([entity_type, { ...data, id: data?.id === evening.c }]))
          .sort()
          .join()
        views.add(view ?? 'nothing')
      }
      expect(views.size).toBe(1)
      evening.floor.batch(operationsOf(evening))
    })
  }

  test('that is wrong at its end is refused whole, with the operation and what stands in its way', () => {
    const e = openEvening()
    const bad: [Operation[], object][] = [
      [
        [
          ['guest.update', { guestId: e.b, notes: 'nuts' }],
          ['guest.move', { guestId: e.a, tableIds: [t(e, 1)] }],
        ],
        { index: 1, code: 'table_occupied', current: { guestId: e.b, guestName: 'Bob', tableNumber: '2' } },
      ],
      [
        [
          ['guest.seat', { guestId: e.c, tableIds: [t(e, 0)] }],
          ['table.setStatus', { tableId: t(e, 3), status: 'reserved' }],
        ],
        { index: 0, code: 'table_occupied', current: { guestId: e.a, guestName: 'Ada' } },
      ],
      [
        [
          ['guest.update', { guestId: e.a, notes: '' }],
          ['reservation.update', { reservationId: e.x, tableIds: [t(e, 3)] }],
        ],
        { index: 1, code: 'reservation_conflict', current: { reservationId: e.y, name: 'Y' } },
      ],
      [
        [
          ['reservation.create', { name: 'One', partySize: 2, startsAt: evening('18:30'), tableIds: [t(e, 2)] }],
          ['reservation.create', { name: 'Two', partySize: 2, startsAt: evening('18:30'), tableIds: [t(e, 2)] }],
        ],
        { index: 1, code: 'reservation_conflict', current: { name: 'One' } },
      ],
      [
        [
          ['combination.update', { combinationId: e.first, name: 'one' }],
          ['combination.update', { combinationId: e.second, tableIds: [t(e, 1), t(e, 0)] }],
        ],
        { index: 1, code: 'already_exists', current: { combinationId: e.first } },
      ],
      [
        [
          ['table.delete', { tableId: t(e, 3) }],
          ['combination.delete', { combinationId: e.second }],
        ],
        { index: 0, code: 'in_use', current: [{ entity_type: 'reservation', entity_id: e.y }] },
      ],
      [
        [
          ['table.update', { tableId: t(e, 1), capacity: 1 }],
          ['guest.update', { guestId: e.b, notes: 'nuts' }],
        ],
        { index: 0, code: 'in_use', current: [{ entity_type: 'guest', entity_id: e.b }] },
      ],
    ]
    const before = e.floor.floor
    for (const [operations, failure] of bad) {
      const { operations: failures } = e.floor.batchRefusal(operations)
      expect(failures).toMatchObject([failure])
      expect(failures).toHaveLength(1)
    }
    expect(e.floor.floor).toBe(before)
  })

  test('keeps what a later operation says of a party that comes back', () => {
    const leaves = (e: Evening): Operation => ['guest.setStatus', { guestId: e.a, status: 'finished' }]
    const elsewhere = openEvening()
    elsewhere.floor.batch([
      ['guest.restore', { guestId: elsewhere.back }],
      ['guest.seat', { guestId: elsewhere.back, tableIds: [t(elsewhere, 2)] }],
      leaves(elsewhere),
    ])
    expect(elsewhere.floor.guest(elsewhere.back)?.tableIds).toEqual([t(elsewhere, 2)])
    const gone = openEvening()
    gone.floor.batch([
      ['guest.restore', { guestId: gone.back }],
      ['guest.setStatus', { guestId: gone.back, status: 'left' }],
      leaves(gone),
    ])
    expect(gone.floor.guest(gone.back)).toMatchObject({ status: 'left', tableIds: [] })
    const inLine = openEvening()
    inLine.floor.batch([
      ['guest.restore', { guestId: inLine.back }],
      ['guest.setStatus', { guestId: inLine.a, status: 'finished' }],
      ['guest.seat', { guestId: inLine.c, tableIds: [t(inLine, 0)] }],
    ])
    expect(inLine.floor.guest(inLine.back)).toMatchObject({ status: 'waiting', tableIds: [], seatedAt: null })
  })

  test('asks each operation for its own force', () => {
    const e = openEvening()
    const large: Operation = ['guest.create', { id: e.floor.newId(), partySize: 9, tableIds: [t(e, 2)], force: true }]
    const guestId = (large[1] as { id: string }).id
    expect(e.floor.batch([large, ['guest.update', { guestId, notes: 'nuts' }]]).forced).toBe(true)
    const moves: Operation = ['guest.move', { guestId, tableIds: [t(e, 3)] }]
    expect(e.floor.batchRefusal([['guest.update', { guestId, partySize: 8, force: true }], moves])).toMatchObject({
      operations: [{ index: 1, code: 'party_too_large' }],
    })
  })

  test.each<[string, (reservationId: string) => Operation]>([
    ['is deleted', (reservationId) => ['reservation.delete', { reservationId }]],
    ['stays longer', (reservationId) => ['reservation.update', { reservationId, durationMinutes: 200, force: true }]],
  ])('the command that said how many answers for it, also when the booking then %s', (_, then) => {
    const e = openEvening()
    const reservationId = e.floor.booking({ partySize: 2, startsAt: evening('17:15'), tableIds: [t(e, 2)] })
    e.floor.run('reservation.seat', { reservationId })
    const grows: Operation = ['reservation.update', { reservationId, partySize: 9 }]
    expect(e.floor.batchRefusal([grows, then(reservationId)])).toMatchObject({
      operations: [{ index: 0, code: 'party_too_large' }],
    })
    const forced: Operation = ['reservation.update', { reservationId, partySize: 9, force: true }]
    expect(e.floor.batch([forced, ['reservation.update', { reservationId, durationMinutes: 200 }]]).forced).toBe(true)
  })
})
