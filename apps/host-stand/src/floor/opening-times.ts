import type { Restaurant } from '@qtable/domain'

// Pure rules of the floor that the domain does not export.

const stepMinutes = 30
/** The last booking is this long before closing time. */
const lastMinutes = 60
/** Lunch and dinner, for a restaurant without opening hours. */
const usualHours = [
  { opens: '12:00', closes: '15:00' },
  { opens: '17:30', closes: '22:30' },
]
const dayMinutes = 24 * 60

/** The half hours (`19:30`) of a service day at which a booking may begin. Empty if the restaurant is closed. */
export function bookingTimesOn(date: string, { settings }: Pick<Restaurant, 'settings'>): string[] {
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay() || 7
  const open = settings.hours.length === 0 ? usualHours : settings.hours.filter((one) => one.weekday === weekday)
  const times = open.flatMap(({ opens, closes }) => {
    const [from, to] = [minutesOf(opens), minutesOf(closes)]
    const last = (to <= from ? to + dayMinutes : to) - lastMinutes
    return Array.from({ length: Math.max(0, Math.floor((last - from) / stepMinutes) + 1) }, (_, step) =>
      timeAt(from + step * stepMinutes),
    )
  })
  const { serviceDayStartsAt } = settings
  // Times after midnight belong to the end of the service day.
  const rank = (time: string) => minutesOf(time) + (time < serviceDayStartsAt ? dayMinutes : 0)
  return [...new Set(times)].sort((a, b) => rank(a) - rank(b))
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function timeAt(minutes: number): string {
  const within = minutes % dayMinutes
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`
}
