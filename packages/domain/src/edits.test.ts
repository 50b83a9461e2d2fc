import { describe, expect, test } from 'vitest'
import { openDraft } from './draft.ts'
import { openFloor, problemOf } from './testing/open-floor.ts'

describe('[I35] edits that meet', () => {
  function edited(fields: object, meanwhile: object) {
    const floor = openFloor()
    const guestId = floor.party({ name: 'Ada', partySize: 2, notes: 'window', tags: ['vip', 'regular'] })
    const seen = floor.guest(guestId)
    const was = Object.fromEntries(Object.keys(fields).map((field) => [field, seen?.[field as 'name']]))
    floor.clock.now = '2026-05-01T17:05:00Z'
    floor.run('guest.update', { guestId, ...meanwhile })
    return { floor, guestId, edit: { guestId, ...fields, was } }
  }

  test('a field that nobody else touched is set, and the others keep what a colleague wrote', () => {
    const { floor, guestId, edit } = edited({ phone: '030 1234567' }, { notes: 'nut allergy', partySize: 5 })
    floor.run('guest.update', edit)
    expect(floor.guest(guestId)).toMatchObject({ notes: 'nut allergy', partySize: 5, tags: ['vip', 'regular'] })
  })

  test('a form that sends every field with what it was opened with changes only what was typed', () => {
    const floor = openFloor()
    const guestId = floor.party({ name: 'Ada', partySize: 2, notes: 'window', tags: ['vip'] })
    const was = { name: 'Ada', partySize: 2, notes: 'window', tags: ['vip'], phone: null }
    floor.run('guest.update', { guestId, notes: 'nut allergy', partySize: 5, tags: ['vip', 'allergy'] })
    // What the form was opened with is not an edit; the sender leaves it out.
    floor.run('guest.update', { guestId, phone: '+4930123456', tags: ['vip', 'birthday'], was })
    expect(floor.guest(guestId)).toMatchObject({
      phone: '+4930123456',
      notes: 'nut allergy',
      partySize: 5,
      tags: ['vip', 'allergy', 'birthday'],
    })
  })

  test('two different values are refused with who wrote the other and when, and nothing of the edit is applied', () => {
    const { floor, guestId, edit } = edited({ notes: 'by the door', name: 'Ada L' }, { notes: 'nut allergy' })
    expect(floor.refusal('guest.update', edit)).toMatchObject({
      code: 'edit_conflict',
      current: { fields: { notes: 'nut allergy' }, actor: { name: 'Ona' }, at: '2026-05-01T17:05:00Z' },
    })
    expect(floor.guest(guestId)).toMatchObject({ name: 'Ada', notes: 'nut allergy' })
  })

  test('the same value twice is no conflict', () => {
    const { floor, guestId, edit } = edited({ notes: 'nut allergy', name: 'Ada L' }, { notes: 'nut allergy' })
    floor.run('guest.update', edit)
    expect(floor.guest(guestId)).toMatchObject({ name: 'Ada L', notes: 'nut allergy' })
  })

  test('of tags what was added is added and what was removed is removed', () => {
    const { floor, guestId, edit } = edited({ tags: ['vip', 'birthday'] }, { tags: ['allergy', 'vip', 'regular'] })
    floor.run('guest.update', edit)
    expect(floor.guest(guestId)?.tags).toEqual(['allergy', 'vip', 'birthday'])
  })

  test('without `was` the last one wins', () => {
    const { floor, guestId, edit } = edited({ notes: 'by the door' }, { notes: 'nut allergy' })
    floor.run('guest.update', { ...edit, was: undefined })
    expect(floor.guest(guestId)?.notes).toBe('by the door')
  })

  test('an instant that a client saw with a fraction of a second is the same', () => {
    const floor = openFloor()
    const reservationId = floor.booking()
    const was = { startsAt: '2026-05-01T18:00:00.000Z' }
    floor.run('reservation.update', { reservationId, startsAt: '2026-05-01T19:00:00Z', was })
    const late = { reservationId, startsAt: '2026-05-01T20:00:00Z', was }
    expect(floor.refusal('reservation.update', late)).toMatchObject({
      code: 'edit_conflict',
      current: { fields: { startsAt: '2026-05-01T19:00:00Z' } },
    })
  })

  test('tables, sections, combinations and settings meet likewise', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [tableId] = floor.tableIds
    const sectionId = floor.run('section.create', { name: 'Terrace' }).created('section').id
    const both = { name: 'Both', tableIds: floor.tableIds, capacity: 6 }
    const combinationId = floor.run('combination.create', both).created('combination').id
    const edits: [string, object, object][] = [
      ['table.update', { tableId, capacity: 6 }, { capacity: 5 }],
      ['section.update', { sectionId, name: 'Garden' }, { name: 'Roof' }],
      ['combination.update', { combinationId, capacity: 7 }, { capacity: 8 }],
      ['restaurant.update', { name: 'Osteria' }, { name: 'Taverna' }],
      ['restaurant.update', { settings: { bussing: true } }, { settings: { bussing: true, country: 'FR' } }],
    ]
    for (const [type, edit, was] of edits) {
      const refused =
        type === 'restaurant.update' && 'settings' in edit ? undefined : floor.refusal(type, { ...edit, was })
      if (refused) expect(refused.code, type).toBe('edit_conflict')
      floor.run(type, edit)
    }
    const settings = {
      settings: { bussing: false, country: 'IT' },
      was: { settings: { bussing: true, country: 'US' } },
    }
    expect(floor.refusal('restaurant.update', settings)).toMatchObject({
      code: 'edit_conflict',
      current: { fields: { country: 'DE' } },
    })
  })

  test('[SY54] a seat of a party that another host has seated meanwhile leaves it where it is', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [a, b] = floor.tableIds
    const guestId = floor.party()
    floor.run('guest.seat', { guestId, tableIds: [a], was: { tableIds: [] } })
    for (const type of ['guest.seat', 'guest.setStatus'] as const) {
      const again = {
        guestId,
        tableIds: [b],
        was: { tableIds: [] },
        ...(type === 'guest.seat' ? {} : { status: 'seated' }),
      }
      expect(floor.refusal(type, again)).toMatchObject({
        code: 'edit_conflict',
        current: { fields: { tableIds: [a] } },
      })
    }
    // Two hosts who seat it at the same table mean the same.
    expect(floor.decideOne('guest.seat', { guestId, tableIds: [a], was: { tableIds: [] } })).toBeUndefined()
    floor.run('guest.move', { guestId, tableIds: [b], was: { tableIds: [a] } })
    expect(floor.guest(guestId)?.tableIds).toEqual([b])
  })

  test('so does a seat of its reservation, whose planned tables are no seat', () => {
    const floor = openFloor({ tables: [4, 4] })
    const [a, b] = floor.tableIds
    const reservationId = floor.booking({ tableIds: [a] })
    floor.run('reservation.seat', { reservationId, tableIds: [a], was: { tableIds: [] } })
    for (const again of [{ type: 'reservation.seat' }, { type: 'reservation.setStatus', status: 'seated' }] as const) {
      const { type, ...fields } = again
      const seating = { reservationId, tableIds: [b], was: { tableIds: [] }, ...fields }
      expect(floor.refusal(type, seating)).toMatchObject({
        code: 'edit_conflict',
        current: { fields: { tableIds: [a] } },
      })
    }
    const same = { reservationId, tableIds: [a], was: { tableIds: [] } }
    expect(floor.decideOne('reservation.seat', same)).toBeUndefined()
    floor.run('reservation.seat', { reservationId, tableIds: [b], was: { tableIds: [a] } })
    expect(floor.reservation(reservationId)?.tableIds).toEqual([b])
  })
})

test('two merges never make more tags than an entity may have: the author sees both and chooses', () => {
  const floor = openFloor()
  const words = (letter: string) => Array.from({ length: 15 }, (_, i) => `${letter}${i}`)
  const guestId = floor.party({ tags: [] })
  floor.run('guest.update', { guestId, tags: words('a'), was: { tags: [] } })
  const merged = { guestId, tags: words('b'), was: { tags: [] } }
  expect(floor.refusal('guest.update', merged)).toMatchObject({
    code: 'edit_conflict',
    current: { fields: { tags: words('a') } },
  })
  floor.run('guest.update', { guestId, tags: words('b').slice(0, 5), was: { tags: [] } })
  expect(floor.guest(guestId)?.tags).toHaveLength(20)
})

test('no draft holds what its schema would not take', () => {
  const floor = openFloor()
  floor.party()
  const draft = openDraft(floor.floor, floor.clock.now)
  const [guest] = draft.guests.all()
  if (!guest) throw new Error('nobody came')
  const tags = Array.from({ length: 21 }, (_, i) => `${i}`)
  expect(problemOf(() => draft.guests.put({ ...guest, tags }))).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'tags' }],
  })
})
