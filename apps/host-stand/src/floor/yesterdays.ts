import { type Floor, type Guest, type Restaurant, serviceDayAt, wholeSecond } from '@qtable/domain'

/** Whether a party still sits since a service day before the one of `now` (ms). */
export function isOfYesterday({ status, seatedAt }: Guest, restaurant: Restaurant, now: number): boolean {
  if (status !== 'seated' || seatedAt === null) return false
  return seatedAt < serviceDayAt(wholeSecond(now), restaurant).startsAt
}

/** The parties that nobody cleared when their service day was over. */
export function leftFromYesterday({ guests, restaurant }: Floor, now: number): Guest[] {
  return [...guests.values()].filter((guest) => isOfYesterday(guest, restaurant, now))
}
