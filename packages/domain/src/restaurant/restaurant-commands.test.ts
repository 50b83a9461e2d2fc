import { expect, test } from 'vitest'
import { openFloor } from '../testing/open-floor.ts'
import { newRestaurant } from './restaurant.ts'

test('settings that are not named stay, those that are named are replaced whole', () => {
  const floor = openFloor()
  floor.run(
    'restaurant.update',
    { settings: { bussing: true, plan: { width: 2000, height: 900 } } },
    { role: 'manager' },
  )
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

test('a change of the zone says what becomes of the bookings ahead', () => {
  const floor = openFloor({ tables: [4, 4], timezone: 'Europe/Berlin', now: '2026-05-01T12:00:00Z' })
  const past = floor.booking({ startsAt: '2026-05-01T11:00:00Z' })
  // More than two hours late, it does not come any more.
  floor.clock.now = '2026-05-01T13:01:00Z'
  const evening = floor.booking({ startsAt: '2026-05-01T17:00:00Z', tableIds: [floor.tableIds[0]] })
  const refused = floor.refusal('restaurant.update', { timezone: 'Europe/London' })
  expect(refused.errors).toMatchObject([{ path: 'payload.bookings' }])
  floor.run('restaurant.update', { timezone: 'Europe/London', bookings: 'keep_local_time' })
  // 19:00 in Berlin is 19:00 in London.
  expect(floor.reservation(evening)).toMatchObject({
    startsAt: '2026-05-01T18:00:00Z',
    tableIds: [floor.tableIds[0]],
  })
  expect(floor.reservation(past)?.startsAt).toBe('2026-05-01T11:00:00Z')
  floor.run('restaurant.update', { timezone: 'Asia/Kolkata', bookings: 'keep_instant' })
  expect(floor.reservation(evening)?.startsAt).toBe('2026-05-01T18:00:00Z')
  floor.run('reservation.setStatus', { reservationId: evening, status: 'cancelled' })
  floor.run('restaurant.update', { timezone: 'Europe/Berlin' })
})

test('hours and closures list the bookings that they strand', () => {
  const floor = openFloor({ now: '2026-05-01T08:00:00Z' })
  const friday = floor.booking({ startsAt: '2026-05-01T17:00:00Z' })
  const saturday = floor.booking({ startsAt: '2026-05-02T17:00:00Z' })
  const evenings = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '18:00', closes: '23:00' }))
  const { warnings } = floor.run('restaurant.update', { settings: { hours: evenings } })
  expect(warnings).toMatchObject([
    { code: 'outside_hours', current: { reservations: [{ reservationId: saturday, name: 'Lovelace', partySize: 2 }] } },
  ])
  const closures = [{ from: '2026-05-01', to: '2026-05-01', reason: 'Painters' }]
  expect(floor.run('restaurant.update', { settings: { closures } }).warnings).toMatchObject([
    { current: { reservations: [{ reservationId: friday }] } },
  ])
  expect(floor.reservation(friday)?.status).toBe('confirmed')
  const again = { name: 'x', partySize: 2, startsAt: '2026-05-01T18:00:00Z' }
  expect(floor.refusal('reservation.create', again)).toMatchObject({
    code: 'outside_hours',
    current: { date: '2026-05-01', closure: { reason: 'Painters' } },
  })
  expect(floor.run('reservation.create', { ...again, force: true }).forced).toBe(true)
})

test('settings are a manager’s', () => {
  expect(openFloor().refusal('restaurant.update', { name: 'Mine' }, { role: 'host' }).code).toBe('forbidden')
})

test('a new restaurant is version 1 with settings that can be served with', () => {
  const now = '2026-05-01T17:00:00Z'
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
  expect(floor.refusal('section.create', { name: 'x' }, { role: 'host' }).code).toBe('forbidden')
})

test('a booking that a change of the clocks pushes onto another loses its table with a warning', () => {
  const floor = openFloor({ timezone: 'UTC' })
  const at = (time: string) => ({ startsAt: `2027-03-28T${time}:00Z`, durationMinutes: 60, tableIds: floor.tableIds })
  floor.booking(at('02:30'))
  floor.booking(at('03:30'))
  const { warnings } = floor.run('restaurant.update', { timezone: 'Europe/Berlin', bookings: 'keep_local_time' })
  expect(warnings).toMatchObject([
    { code: 'table_lost', current: { reservations: [{ startsAt: '2027-03-28T01:30:00Z' }] } },
  ])
})

test('a booking that is late and has not arrived counts as open', () => {
  const floor = openFloor()
  floor.booking({ startsAt: '2026-05-01T16:50:00Z' })
  expect(floor.refusal('restaurant.update', { timezone: 'America/New_York' }).errors).toMatchObject([
    { path: 'payload.bookings' },
  ])
})
