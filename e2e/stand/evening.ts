/** A time zone in which it is 18:00 now, whenever the tests run. */
export function zoneOfAnEvening(): string {
  const ahead = 18 - new Date().getUTCHours()
  // No zone is more than half a day away.
  const hours = ahead > 12 ? ahead - 24 : ahead
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}
