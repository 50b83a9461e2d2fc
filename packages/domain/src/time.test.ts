import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { newRestaurant } from './restaurant/restaurant.ts'
import { isTimezone, plusMinutes, serviceDayAt, serviceDayOn, spelledTimezone, turnMinutesFor } from './time.ts'

function rule(timezone: string, serviceDayStartsAt = '04:00') {
  return { timezone, settings: { serviceDayStartsAt } }
}

function hours({ startsAt, endsAt }: { startsAt: string; endsAt: string }): number {
  return (Date.parse(endsAt) - Date.parse(startsAt)) / 3_600_000
}

test('a service day runs from its start to the next one', () => {
  const berlin = rule('Europe/Berlin')
  const day = { date: '2026-05-01', startsAt: '2026-05-01T02:00:00Z', endsAt: '2026-05-02T02:00:00Z' }
  expect(serviceDayAt('2026-05-01T02:00:00Z', berlin)).toEqual(day)
  expect(serviceDayAt('2026-05-02T01:59:59.999Z', berlin)).toEqual(day)
  expect(serviceDayAt('2026-05-02T02:00:00Z', berlin).date).toBe('2026-05-02')
  expect(serviceDayOn('2026-05-01', berlin)).toEqual(day)
})

test.each([
  ['Europe/Berlin', '2026-03-28', 23, '2026-10-24', 25],
  ['America/New_York', '2026-03-07', 23, '2026-10-31', 25],
  ['Australia/Lord_Howe', '2026-10-03', 23.5, '2026-04-04', 24.5],
  ['America/Sao_Paulo', '2018-11-03', 23, '2018-02-17', 25],
])('in %s the days around a change of the clocks are as long as they are', (zone, spring, shorter, autumn, longer) => {
  expect(hours(serviceDayOn(spring, rule(zone)))).toBe(shorter)
  expect(hours(serviceDayOn(autumn, rule(zone)))).toBe(longer)
})

test('in Kolkata every day has 24 hours and starts at a half', () => {
  const day = serviceDayOn('2026-03-29', rule('Asia/Kolkata'))
  expect(day).toMatchObject({ startsAt: '2026-03-28T22:30:00Z', endsAt: '2026-03-29T22:30:00Z' })
})

test('a start inside the hour that spring skips moves on by that hour', () => {
  expect(serviceDayOn('2026-03-29', rule('Europe/Berlin', '02:30')).startsAt).toBe('2026-03-29T01:30:00Z')
  expect(serviceDayOn('2026-03-08', rule('America/New_York', '02:30')).startsAt).toBe('2026-03-08T07:30:00Z')
  expect(serviceDayOn('2018-11-04', rule('America/Sao_Paulo', '00:30')).startsAt).toBe('2018-11-04T03:30:00Z')
})

test('of two starts in the hour that autumn repeats the first counts', () => {
  const berlin = rule('Europe/Berlin', '02:30')
  expect(serviceDayOn('2026-10-25', berlin).startsAt).toBe('2026-10-25T00:30:00Z')
  // 02:15 for the second time is after 02:30 for the first.
  expect(serviceDayAt('2026-10-25T01:15:00Z', berlin).date).toBe('2026-10-25')
})

test('a date that a zone skipped at the date line has no instant, and its neighbours have all', () => {
  const apia = rule('Pacific/Apia')
  expect(serviceDayAt('2011-12-30T13:00:00Z', apia)).toEqual({
    date: '2011-12-29',
    startsAt: '2011-12-29T14:00:00Z',
    endsAt: '2011-12-30T14:00:00Z',
  })
  expect(serviceDayAt('2011-12-30T14:00:00Z', apia).date).toBe('2011-12-31')
})

test('every instant lies in its service day, whatever the clocks do and whenever the day starts', () => {
  const around = [
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['America/New_York', '2026-03-08'],
    ['America/New_York', '2026-11-01'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-10-04'],
    ['America/Sao_Paulo', '2018-02-18'],
    ['America/Sao_Paulo', '2018-11-04'],
    ['America/St_Johns', '2010-11-07'],
    ['Pacific/Apia', '2011-12-30'],
    ['Asia/Kolkata', '2026-03-29'],
    ['UTC', '2024-02-29'],
  ] as const
  for (const [zone, date] of around) {
    for (const start of ['00:00', '00:30', '01:30', '02:00', '02:15', '02:30', '03:00', '04:00', '12:00', '23:30']) {
      let last = ''
      for (let quarter = -100; quarter < 130; quarter++) {
        const instant = plusMinutes(`${date}T00:00:00Z`, quarter * 15)
        const day = serviceDayAt(instant, rule(zone, start))
        const found = `${zone} ${start} ${instant} ${JSON.stringify(day)}`
        if (!(day.startsAt <= instant && instant < day.endsAt && day.date >= last)) expect(found).toBe('in its day')
        last = day.date
      }
    }
  }
})

test('every zone that this machine knows is a zone, and the calendar knows it too', () => {
  const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC', 'Etc/GMT+5', 'Asia/Kolkata', 'Europe/Kyiv']
  for (const zone of zones) {
    expect(isTimezone(zone)).toBe(true)
    expect(serviceDayAt('2026-05-01T12:00:00Z', rule(zone)).date).toMatch(/^2026-0[45]-/)
  }
  for (const zone of [
    'Mars/Olympus',
    '+02:00',
    '-0530',
    'GMT+2',
    '',
    ' ',
    'Europe/',
    '../etc',
    '__proto__',
    'a'.repeat(9999),
  ]) {
    expect(isTimezone(zone)).toBe(false)
  }
})

test('a zone is spelled as IANA does, whatever its case, and never becomes another name of the same', () => {
  for (const zone of [
    ...Intl.supportedValuesOf('timeZone'),
    'UTC',
    'Etc/GMT+5',
    'Asia/Kolkata',
    'Europe/Kyiv',
    'CET',
  ]) {
    expect(spelledTimezone(zone)).toBe(zone)
    expect(spelledTimezone(zone.toLowerCase())).toBe(zone)
    expect(spelledTimezone(zone.toUpperCase())).toBe(zone)
  }
})

test('minutes are added in the same form', () => {
  expect(plusMinutes('2026-12-31T23:30:00Z', 45)).toBe('2027-01-01T00:15:00Z')
  expect(() => Temporal.Instant.from(plusMinutes('2099-12-31T23:59:00Z', 1440))).not.toThrow()
})

test('a turn time is that of the smallest size that holds the party, and the last for any larger', () => {
  const now = '2026-05-01T17:00:00Z'
  const restaurant = newRestaurant({ id: 1, name: 'T', slug: 't', timezone: 'UTC', now })
  const turnTimes = [
    { upToPartySize: 2, minutes: 60 },
    { upToPartySize: 6, minutes: 100 },
  ]
  const own = { ...restaurant, settings: { ...restaurant.settings, turnTimes } }
  expect([1, 2, 3, 6, 7, 500].map((size) => turnMinutesFor(own, size))).toEqual([60, 60, 100, 100, 100, 100])
})
