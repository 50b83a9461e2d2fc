import { type CSSProperties, useMemo } from 'react'
import { useFloorPart } from '../session/client-hooks.ts'
import { appLocale, catalogue } from '../words/catalogue.ts'

/** Formats instants in the restaurant's time zone, whatever this device is set to. */
export interface TimeFormats {
  timezone: string
  /** `7:30 pm` or `19:30`, as the language has it. */
  clock(instant: string | number): string
  /** Date and time in full. */
  exact(instant: string | number): string
  /** Day and time without the weekday: `21 Nov, 7:30 pm`. */
  dayAndClock(instant: string | number): string
  /** A calendar date (`2026-11-21`) as `Saturday 21 November`. */
  longDay(date: string): string
  /** A calendar date as `Sat 21 Nov`. */
  shortDay(date: string): string
}

const known = new Map<string, TimeFormats>()

/** Formats the times of one time zone. */
export function timesIn(timezone: string): TimeFormats {
  const key = `${appLocale()} ${timezone}`
  const made = known.get(key) ?? makeTimes(timezone)
  known.set(key, made)
  return made
}

export function useTimes(): TimeFormats {
  const timezone = useFloorPart(({ restaurant }) => restaurant.timezone)
  return useMemo(() => timesIn(timezone), [timezone])
}

/** The width of the longest time of day, `--clock`, so that columns of times are aligned. */
export function clockWidth({ clock }: TimeFormats): CSSProperties {
  // The hours of two digits, in both halves of a day.
  const lengths = [10, 22].map((hour) => clock(Date.UTC(2026, 0, 1, hour)).length)
  return { '--clock': `${Math.max(...lengths)}ch` } as CSSProperties
}

function makeTimes(timeZone: string): TimeFormats {
  const of = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(appLocale(), { timeZone, ...options })
    return (instant: string | number) => format.format(new Date(instant))
  }
  // A date has no zone: noon in a zone far ahead would be the next day.
  const ofDate = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(appLocale(), { timeZone: 'UTC', ...options })
    return (date: string) => format.format(new Date(`${date}T12:00:00Z`))
  }
  return {
    timezone: timeZone,
    clock: of({ hour: 'numeric', minute: '2-digit' }),
    exact: of({ weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
    dayAndClock: of({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
    longDay: ofDate({ weekday: 'long', day: 'numeric', month: 'long' }),
    shortDay: ofDate({ weekday: 'short', day: 'numeric', month: 'short' }),
  }
}

/** A time of day without a date (`19:30`), as the language has it. None is empty. */
export function wallClock(time: string): string {
  return time === '' ? '' : timesIn('UTC').clock(`2026-01-01T${time}:00Z`)
}

/** Whole minutes from one instant to another; negative if the second is earlier. */
export function minutesBetween(from: string | number, to: string | number): number {
  return Math.floor((new Date(to).getTime() - new Date(from).getTime()) / 60_000)
}

/** `12 min`, `1 h 05`. */
export function span(minutes: number): string {
  const whole = Math.abs(minutes)
  return whole < 60
    ? catalogue.common.minutes(whole)
    : catalogue.common.hoursMinutes({ hours: Math.floor(whole / 60), minutes: String(whole % 60).padStart(2, '0') })
}

/** How long something has lasted: `12 min`, `now` in its first minute. */
export function elapsed(minutes: number): string {
  return minutes === 0 ? catalogue.common.now : span(minutes)
}

/** `in 10 min`, `now`, `5 min ago`. */
export function relative(minutes: number): string {
  if (minutes === 0) return catalogue.common.now
  return minutes > 0 ? catalogue.common.inMinutes(span(minutes)) : catalogue.common.ago(span(minutes))
}
