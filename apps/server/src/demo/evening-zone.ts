// One zone for each hour, with cities where people dine late enough.
const zones = [
  'Pacific/Auckland',
  'Pacific/Noumea',
  'Australia/Sydney',
  'Asia/Tokyo',
  'Asia/Singapore',
  'Asia/Bangkok',
  'Asia/Dhaka',
  'Asia/Karachi',
  'Asia/Dubai',
  'Europe/Istanbul',
  'Europe/Athens',
  'Europe/Paris',
  'Europe/London',
  'Atlantic/Azores',
  'Atlantic/South_Georgia',
  'America/Sao_Paulo',
  'America/Halifax',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
  'Pacific/Pago_Pago',
] as const

/** The best hour of an evening, and how far around it an evening is still lively. */
const bestHour = 19.5
const aroundHours = 1.5

/** A time zone in which it is a lively evening at `now` (epoch milliseconds): `home`, if it is one there. */
export function eveningZone(now: number, home: string): string {
  const distance = (zone: string) => Math.abs(hourIn(zone, now) - bestHour)
  if (distance(home) <= aroundHours) return home
  return zones.reduce<string>((best, zone) => (distance(zone) < distance(best) ? zone : best), zones[0])
}

function hourIn(timeZone: string, now: number): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' })
  const [hour = 0, minute = 0] = format.format(now).split(':').map(Number)
  return hour + minute / 60
}
