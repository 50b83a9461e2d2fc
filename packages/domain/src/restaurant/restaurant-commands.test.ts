import { expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'
import { newRestaurant } from './restaurant.ts'

test('settings that are not named stay, those that are named are replaced whole', () => {
  const floor = openFloor()
  floor.run('restaurant.update', { settings: { bussing: true, plan: { width: 2000, height: 900 } } }, 'manager')
  floor.run('restaurant.update', { settings: { turnTimes: [{ upToPartySize: 8, minutes: 60 }] }, name: 'Osteria' })
  expect(floor.floor.restaurant).toMatchObject({
    name: 'Osteria',
    slug: 'trattoria',
    settings: { bussing: true, plan: { width: 2000, height: 900 }, turnTimes: [{ upToPartySize: 8, minutes: 60 }] },
  })
  expect(floor.floor.restaurant.settings.serviceDayStartsAt).toBe('04:00')
  expect(floor.decideOne('restaurant.update', { settings: {} })).toBeUndefined()
  expect(floor.refusal('restaurant.update', { settings: { plan: { width: 500 } } }).errors?.[0]?.path).toBe(
    'payload.settings.plan.height',
  )
})

test('a time zone in other letters is kept as IANA spells it', () => {
  const floor = openFloor()
  floor.run('restaurant.update', { timezone: 'america/new_york' })
  expect(floor.floor.restaurant.timezone).toBe('America/New_York')
  expect(floor.refusal('restaurant.update', { timezone: 'Mars/Olympus' }).errors?.[0]?.path).toBe('payload.timezone')
})

test('a phone number without a prefix is of the restaurant’s country, also of one that comes with it', () => {
  const floor = openFloor()
  floor.run('restaurant.update', { phone: '030 901820', settings: { country: 'DE' } })
  expect(floor.floor.restaurant.phone).toBe('+4930901820')
  expect(floor.refusal('restaurant.update', { phone: '12' }).errors?.[0]?.path).toBe('payload.phone')
  floor.run('restaurant.update', { phone: null })
  expect(floor.floor.restaurant.phone).toBeNull()
})

test('impossible zones, countries, times of day and turn times are refused by their path', () => {
  const floor = openFloor()
  const path = (fields: object) => floor.refusal('restaurant.update', fields).errors?.map((error) => error.path)
  for (const timezone of ['Mars/Olympus', '+02:00', '', 'Europe/Berlin\u0000', 'UTC+2', 'constructor']) {
    expect(path({ timezone })).toEqual(['payload.timezone'])
  }
  for (const country of ['UK', 'de', 'ZZ', '', 'DEU']) {
    expect(path({ settings: { country } })?.[0]).toBe('payload.settings.country')
  }
  for (const serviceDayStartsAt of ['24:00', '4:00', '04:60', '']) {
    expect(path({ settings: { serviceDayStartsAt } })).toEqual(['payload.settings.serviceDayStartsAt'])
  }
  const turns = [2, 2].map((upToPartySize) => ({ upToPartySize, minutes: 60 }))
  expect(path({ settings: { turnTimes: turns } })).toEqual(['payload.settings.turnTimes'])
  expect(path({ slug: 'other' })).toEqual(['payload.slug'])
})

test('a change of the zone moves the day, not the instants', () => {
  const floor = openFloor({ timezone: 'Europe/Berlin', now: '2026-05-01T23:00:00.000Z' })
  const reservationId = floor.booking({ startsAt: '2026-05-01T10:00:00Z' })
  floor.run('restaurant.update', { timezone: 'Asia/Kolkata' })
  expect(floor.reservation(reservationId)?.startsAt).toBe('2026-05-01T10:00:00.000Z')
  // In Kolkata it is the next day's 04:30: the morning of the day before cannot be booked any more.
  expect(floor.refusal('reservation.create', { name: 'x', partySize: 2, startsAt: '2026-05-01T21:00:00Z' }).code).toBe(
    'validation_failed',
  )
})

test('settings are a manager’s', () => {
  expect(openFloor().refusal('restaurant.update', { name: 'Mine' }, 'host').code).toBe('forbidden')
})

test('the end of a service day takes what has ended off the floor, and nothing that lives', () => {
  const floor = openFloor({ tables: [4, 4] })
  const gone = floor.seated([0])
  floor.run('guest.setStatus', { guestId: gone, status: 'finished' })
  const waiting = floor.party()
  const seated = floor.seated([1])
  const missed = floor.booking()
  const tomorrow = floor.booking({ startsAt: '2026-05-02T18:00:00Z' })
  expect(floor.decideOne('serviceDay.close', { limit: 100 })).toBeUndefined()
  floor.clock.now = '2026-05-02T02:00:00.000Z'
  const { changes } = floor.run('serviceDay.close', { limit: 100 })
  expect(changes.map(({ action, archived, entity_id }) => ({ action, archived, entity_id }))).toEqual([
    { action: 'delete', archived: true, entity_id: gone },
    { action: 'delete', archived: true, entity_id: missed },
  ])
  expect([...floor.floor.guests.keys()].sort()).toEqual([waiting, seated].sort())
  expect([...floor.floor.reservations.keys()]).toEqual([tomorrow])
  expect(floor.refusal('guest.restore', { guestId: gone }).code).toBe('not_found')
})

test('a party and its reservation leave together, also where it came a day early, and stay together', () => {
  const floor = openFloor({ tables: [4, 4] })
  const early = floor.booking({ startsAt: '2026-05-03T18:00:00Z' })
  floor.run('reservation.seat', { reservationId: early, tableIds: [floor.tableIds[0]] })
  floor.run('reservation.setStatus', { reservationId: early, status: 'finished' })
  const late = floor.booking({ startsAt: '2026-05-01T18:00:00Z' })
  floor.run('reservation.seat', { reservationId: late, tableIds: [floor.tableIds[1]] })
  floor.clock.now = '2026-05-02T02:00:00.000Z'
  floor.run('serviceDay.close', { limit: 1 })
  expect([...floor.floor.reservations.keys()]).toEqual([late])
  expect(floor.decideOne('serviceDay.close', { limit: 100 })).toBeUndefined()
  floor.run('reservation.setStatus', { reservationId: late, status: 'finished' })
  floor.run('reservation.restore', { reservationId: late })
  expect(floor.reservation(late)?.status).toBe('seated')
})

test('a limit closes a day in several steps', () => {
  const floor = openFloor()
  for (let i = 0; i < 5; i++) floor.run('guest.setStatus', { guestId: floor.party(), status: 'left' })
  floor.clock.now = '2026-05-03T12:00:00.000Z'
  expect(floor.run('serviceDay.close', { limit: 3 }).changes).toHaveLength(3)
  expect(floor.run('serviceDay.close', { limit: 3 }).changes).toHaveLength(2)
})

test('a new restaurant is version 1 with settings that can be served with', () => {
  const now = '2026-05-01T17:00:00.000Z'
  const made = newRestaurant({ id: 7, name: 'مطعم', slug: 'restaurant-7', timezone: 'Asia/Kolkata', now })
  expect(made).toMatchObject({ id: 7, version: 1, createdAt: now, settings: { serviceDayStartsAt: '04:00' } })
})

test('a section that is deleted leaves its tables in no section', () => {
  const floor = openFloor({ tables: [4, 4] })
  const sectionId = floor.run('section.create', { name: 'Terrace', serverName: 'Eve' }).created('section').id
  floor.run('table.update', { tableId: floor.tableIds[0], sectionId })
  floor.run('section.update', { sectionId, serverName: null, color: '#AABBCC' })
  expect(floor.floor.sections.get(sectionId)).toMatchObject({ serverName: null, color: '#AABBCC', name: 'Terrace' })
  expect(floor.run('section.delete', { sectionId }).changes).toHaveLength(2)
  expect(floor.table(0)?.sectionId).toBeNull()
  expect(floor.refusal('section.create', { name: 'x' }, 'host').code).toBe('forbidden')
})
