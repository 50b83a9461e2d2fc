import { type Change, type Entity, type EntityType, entities } from '@qtable/domain'
import { AtomicTransactionComplete, type ChangesFrame, DeltaUpdate, EntityEvent, ServerMessage } from '@qtable/protocol'
import { expect, test } from 'vitest'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { openCursors } from '../wire/cursors.ts'
import { frameOf, mergedFrame, textFrame } from './frame.ts'

const source = { restaurantId: 1, epoch: '0197f6a0-7c00-7000-8000-000000000070', cursors: openCursors('a secret') }
const exampleGuest = entities.guest.example
const exampleReservation = entities.reservation.example
const exampleRestaurant = entities.restaurant.example
const exampleSection = entities.section.example
const exampleTable = entities.table.example
const guest = { ...exampleGuest }
const table = { ...exampleTable, currentGuestId: guest.id }
const otherTable = { ...exampleTable, id: '0197f6a0-7c00-7000-8000-0000000000aa', currentGuestId: null }
const otherGuest = { ...exampleGuest, id: '0197f6a0-7c00-7000-8000-0000000000ab' }
const reservation = { ...exampleReservation, guestId: guest.id }

function change(entity_type: EntityType, action: Change['action'], entity: Entity, more: Partial<Change> = {}): Change {
  const data = action === 'delete' ? {} : { data: entity }
  const before = action === 'create' ? {} : { before: entity }
  return { entity_type, entity_id: String(entity.id), action, ...data, ...before, ...more } as Change
}

function logged(changes: Change[], more: Partial<LoggedTransaction> = {}): LoggedTransaction {
  const id = '0197f6a0-7c00-7000-8000-0000000000f1'
  return {
    id,
    version: 813,
    at: '2026-05-01T18:05:41Z',
    doneAt: '2026-05-01T18:05:41Z',
    actor: { id: '0197f6a0-7c00-7000-8000-000000000050', name: 'Mina' },
    command: 'guest.update',
    commandIds: [id],
    role: 'host',
    atomic: false,
    forced: false,
    fingerprint: 'print',
    changes,
    ...more,
  }
}

const update = change('guest', 'update', guest)

test('[SY12] a change of one entity is a delta_update that names its command', () => {
  const frame = frameOf('sync', logged([update]), source)
  DeltaUpdate.parse(frame)
  expect(frame).toMatchObject({ type: 'delta_update', prev_version: 812, version: 813, command_id: logged([]).id })
})

test.each([
  ['a change of several entities', logged([update, change('table', 'update', table)])],
  ['a batch or an atomic route', logged([update], { atomic: true })],
])('[SY12] %s is an atomic_transaction_complete', (_what, one) => {
  const frame = frameOf('sync', one, source)
  AtomicTransactionComplete.parse(frame)
  expect(frame).toMatchObject({ type: 'atomic_transaction_complete', prev_version: 812, version: 813 })
})

test('[SY13] an update carries the whole entity, a delete none; no change carries the previous state', () => {
  const archived = change('guest', 'delete', otherGuest, { archived: true })
  const { changes } = frameOf('sync', logged([update, archived]), source) as ChangesFrame
  expect(changes).toEqual([
    { entity_type: 'guest', entity_id: guest.id, action: 'update', data: guest },
    { entity_type: 'guest', entity_id: otherGuest.id, action: 'delete', archived: true },
  ])
})

test('[SY14] a frame names its transaction, actor and commands, and no other field of the log', () => {
  const commandIds = ['0197f6a0-7c00-7000-8000-0000000000f2', '0197f6a0-7c00-7000-8000-0000000000f3']
  const frame = frameOf('sync', logged([update], { atomic: true, commandIds }), source)
  expect(frame).toMatchObject({ transaction_id: logged([]).id, command_ids: commandIds, actor: { name: 'Mina' } })
  expect(Object.keys(frame)).not.toContain('fingerprint')
})

test('[SY15] a merged frame has the first and last version, all command ids, and each entity once in its final state', () => {
  const later = { ...guest, notes: 'later' }
  const frame = mergedFrame(
    [
      logged([change('guest', 'create', guest)]),
      logged([change('table', 'update', table)], {
        version: 814,
        commandIds: ['0197f6a0-7c00-7000-8000-0000000000f4'],
      }),
      logged([change('guest', 'update', later)], { version: 815 }),
    ],
    source,
  )
  AtomicTransactionComplete.parse(frame)
  expect(frame).toMatchObject({ prev_version: 812, version: 815, merged: true })
  expect(frame.command_ids).toHaveLength(3)
  expect(frame.changes).toEqual([
    { entity_type: 'guest', entity_id: guest.id, action: 'create', data: later },
    { entity_type: 'table', entity_id: table.id, action: 'update', data: table },
  ])
})

test.each<[string, Change[], object]>([
  [
    'a party joins the line',
    [change('guest', 'create', guest)],
    { type: 'guest_created', guest, guestId: guest.id, data: guest },
  ],
  [
    'a party is seated',
    [change('table', 'update', table), update],
    { type: 'guest_updated', data: guest, guest, table, guestId: guest.id },
  ],
  [
    'a party leaves its table',
    [change('table', 'update', otherTable, { before: table }), update],
    { type: 'guest_updated', guest, table: otherTable },
  ],
  [
    'a reservation is seated',
    [change('reservation', 'update', reservation), change('guest', 'create', guest), change('table', 'update', table)],
    { type: 'guest_created', guest, table, reservation, guestId: guest.id },
  ],
  [
    'a party is deleted',
    [change('guest', 'delete', guest), change('table', 'update', otherTable, { before: table })],
    { type: 'guest_deleted', data: { id: guest.id }, table: otherTable, guestId: guest.id },
  ],
  [
    'a party of an earlier day leaves the floor',
    [change('guest', 'delete', guest, { archived: true })],
    { type: 'guest_deleted', data: { id: guest.id }, archived: true },
  ],
  [
    'a table changes',
    [change('table', 'update', table)],
    { type: 'table_updated', data: table, table, tableId: table.id },
  ],
  ['a table is deleted', [change('table', 'delete', table)], { type: 'table_deleted', data: { id: table.id } }],
  [
    'a reservation is made',
    [change('reservation', 'create', reservation)],
    { type: 'reservation_created', reservation, reservationId: reservation.id },
  ],
  [
    'a section changes',
    [change('section', 'update', exampleSection)],
    { type: 'section_updated', data: exampleSection },
  ],
  [
    'the restaurant changes',
    [change('restaurant', 'update', exampleRestaurant)],
    { type: 'restaurant_updated', data: exampleRestaurant, restaurantId: 1 },
  ],
  // An entity event could not carry all the changes of these.
  ['two parties change', [update, change('guest', 'update', otherGuest)], { type: 'atomic_transaction_complete' }],
  [
    'a party moves',
    [change('table', 'update', table), change('table', 'update', otherTable), update],
    { type: 'atomic_transaction_complete' },
  ],
  [
    "a party and another party's table change",
    [change('table', 'update', otherTable), update],
    { type: 'atomic_transaction_complete' },
  ],
  [
    'a party leaves a table that is deleted',
    [change('table', 'delete', table), update],
    { type: 'atomic_transaction_complete' },
  ],
  [
    "a party and another party's reservation change",
    [change('reservation', 'update', exampleReservation), update],
    { type: 'atomic_transaction_complete' },
  ],
  [
    'a section and a table change',
    [change('section', 'update', exampleSection), change('table', 'update', table)],
    { type: 'atomic_transaction_complete' },
  ],
])('[SY16] /realtime: %s', (_what, changes, expected) => {
  const frame = frameOf('realtime', logged(changes), source)
  expect(frame).toMatchObject({ ...expected, prev_version: 812, version: 813, restaurant_id: 1 })
  if (frame.type === 'atomic_transaction_complete') ServerMessage.parse(frame)
  else EntityEvent.parse(frame)
})

test('[SY16] /realtime: an atomic route sends an entity event too', () => {
  expect(frameOf('realtime', logged([update], { atomic: true }), source).type).toBe('guest_updated')
})

test.each([0, 100, 125, 126, 65_500, 65_535, 65_536, 70_000])(
  '[SY17] the bytes of a text frame of %i characters',
  (length) => {
    const bytes = textFrame({ text: 'ä'.repeat(length) })
    const text = JSON.stringify({ text: 'ä'.repeat(length) })
    const size = Buffer.byteLength(text)
    const head = size < 126 ? [0x81, size] : size < 65_536 ? [0x81, 126, size >> 8, size & 255] : undefined
    expect(bytes.subarray(-size).toString()).toBe(text)
    if (head) expect([...bytes.subarray(0, -size)]).toEqual(head)
    else expect(bytes.readBigUInt64BE(2)).toBe(BigInt(size))
  },
)
