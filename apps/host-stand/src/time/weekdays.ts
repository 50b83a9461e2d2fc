import { appLocale } from '../words/catalogue.ts'

/** A day of the week: 1 is Monday, 7 is Sunday. */
export interface Weekday {
  weekday: number
  name: string
}

/** The days of the week by name, from the one that begins a week in the app's locale. */
export function weekdays(): [Weekday, ...Weekday[]] {
  const format = new Intl.DateTimeFormat(appLocale(), { weekday: 'long', timeZone: 'UTC' })
  // 2024-01-01 was a Monday.
  const day = (weekday: number): Weekday => ({ weekday, name: format.format(new Date(Date.UTC(2024, 0, weekday))) })
  const first = firstDayOfWeek(appLocale())
  return [day(first), ...[1, 2, 3, 4, 5, 6].map((after) => day(((first - 1 + after) % 7) + 1))]
}

type WithWeekInfo = Intl.Locale & { getWeekInfo?: () => { firstDay: number } }

// A browser that does not know says Monday, as the standard for dates does.
function firstDayOfWeek(tag: string): number {
  const locale: WithWeekInfo = new Intl.Locale(tag)
  return locale.getWeekInfo?.().firstDay ?? 1
}
