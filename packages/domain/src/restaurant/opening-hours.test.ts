import { describe, expect, test } from 'vitest'
import { isOpenAt, openPeriodsOn, startTimesIn } from './opening-hours.ts'
import { defaultSettings, type Settings } from './restaurant.ts'

const everyDay = (opens: string, closes: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens, closes }))

function rule(settings: Partial<Settings>, timezone = 'Europe/Berlin') {
  return { timezone, settings: { ...defaultSettings, ...settings } }
}

function timesOn(date: string, of: ReturnType<typeof rule>, lastMinutes = 0) {
  const periods = openPeriodsOn(date, of) ?? []
  return startTimesIn(periods, { timezone: of.timezone, stepMinutes: 30, lastMinutes })
}

describe('open periods', () => {
  test('without hours nothing is said', () => {
    expect(openPeriodsOn('2026-05-01', rule({}))).toBeUndefined()
  })

  test('a shift belongs to the day it opens in, however far past midnight or the day’s start it goes', () => {
    const night = rule({ hours: everyDay('22:00', '05:30') })
    expect(openPeriodsOn('2026-05-01', night)).toEqual([
      { opens: '2026-05-01T20:00:00Z', closes: '2026-05-02T03:30:00Z' },
    ])
    expect(timesOn('2026-05-01', night, 60).at(0)).toMatchObject({ time: '22:00' })
    expect(timesOn('2026-05-01', night, 60).at(-1)).toMatchObject({ time: '04:30', startsAt: '2026-05-02T02:30:00Z' })
  })

  test('one that opens after midnight opens in the night of its day', () => {
    expect(openPeriodsOn('2026-05-01', rule({ hours: everyDay('00:30', '03:00') }))).toEqual([
      { opens: '2026-05-01T22:30:00Z', closes: '2026-05-02T01:00:00Z' },
    ])
  })

  test('opens = closes is around the clock', () => {
    const always = rule({ hours: everyDay('00:00', '00:00') })
    expect(openPeriodsOn('2026-05-01', always)).toEqual([
      { opens: '2026-05-01T02:00:00Z', closes: '2026-05-02T02:00:00Z' },
    ])
    expect(timesOn('2026-05-01', always).map(({ time }) => time)).toHaveLength(49)
    expect(isOpenAt('2026-05-01T02:00:00Z', always) && isOpenAt('2026-05-02T01:59:59Z', always)).toBe(true)
  })

  test('closures stand above special hours, special hours above the week', () => {
    const of = rule({
      hours: everyDay('18:00', '23:00'),
      specialHours: [
        { date: '2026-12-24', hours: [{ opens: '12:00', closes: '15:00' }] },
        { date: '2026-12-25', hours: [] },
        { date: '2026-12-26', hours: [{ opens: '12:00', closes: '15:00' }] },
      ],
      closures: [{ from: '2026-12-26', to: '2026-12-27', reason: 'Holidays' }],
    })
    expect(openPeriodsOn('2026-12-24', of)).toMatchObject([{ opens: '2026-12-24T11:00:00Z' }])
    for (const date of ['2026-12-25', '2026-12-26', '2026-12-27']) expect(openPeriodsOn(date, of)).toEqual([])
    expect(openPeriodsOn('2026-12-28', of)).toMatchObject([{ opens: '2026-12-28T17:00:00Z' }])
    const closed = rule({ closures: [{ from: '2026-05-01', to: '2026-05-01', reason: null }] })
    expect(isOpenAt('2026-05-01T18:00:00Z', closed)).toBe(false)
    expect(isOpenAt('2026-05-02T18:00:00Z', closed)).toBe(true)
  })

  test('in the small hours of a closed day the shift of the day before is still open', () => {
    const of = rule({
      hours: everyDay('22:00', '05:30'),
      closures: [{ from: '2026-05-02', to: '2026-05-02', reason: null }],
    })
    expect(isOpenAt('2026-05-02T03:00:00Z', of)).toBe(true)
    expect(isOpenAt('2026-05-02T03:30:00Z', of)).toBe(false)
    expect(isOpenAt('2026-05-02T20:30:00Z', of)).toBe(false)
  })
})

describe('where the clocks change', () => {
  test('a local time that is skipped is not offered', () => {
    // In Berlin 02:00 becomes 03:00 on 29 March 2026.
    const times = timesOn('2026-03-28', rule({ hours: everyDay('23:00', '04:00') }))
    expect(times.map(({ time }) => time)).toEqual([
      ...['23:00', '23:30', '00:00', '00:30', '01:00', '01:30', '03:00', '03:30', '04:00'],
    ])
  })

  test('one that is repeated is offered twice, told apart', () => {
    // In Berlin 03:00 becomes 02:00 on 25 October 2026.
    const times = timesOn('2026-10-24', rule({ hours: everyDay('01:30', '03:30') }))
    expect(times).toEqual([
      { startsAt: '2026-10-24T23:30:00Z', time: '01:30', isRepeated: false },
      { startsAt: '2026-10-25T00:00:00Z', time: '02:00', isRepeated: false },
      { startsAt: '2026-10-25T00:30:00Z', time: '02:30', isRepeated: false },
      { startsAt: '2026-10-25T01:00:00Z', time: '02:00', isRepeated: true },
      { startsAt: '2026-10-25T01:30:00Z', time: '02:30', isRepeated: true },
      { startsAt: '2026-10-25T02:00:00Z', time: '03:00', isRepeated: false },
      { startsAt: '2026-10-25T02:30:00Z', time: '03:30', isRepeated: false },
    ])
  })

  test('by half an hour, the steps stay on the wall clock', () => {
    // On Lord Howe Island 02:00 becomes 02:30 on 4 October 2026.
    const times = timesOn('2026-10-03', rule({ hours: everyDay('00:30', '03:30') }, 'Australia/Lord_Howe'))
    expect(times.map(({ time }) => time)).toEqual(['00:30', '01:00', '01:30', '02:30', '03:00', '03:30'])
  })
})

test('hours that open off the step are offered from the next step on', () => {
  expect(timesOn('2026-05-01', rule({ hours: everyDay('17:45', '19:10') })).map(({ time }) => time)).toEqual([
    '18:00',
    '18:30',
    '19:00',
  ])
})
