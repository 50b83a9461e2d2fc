/** A time zone in which it is six in the evening now, whenever the tests run. */
export function zoneOfAnEvening(): string {
  const ahead = 18 - new Date().getUTCHours()
  // Nowhere is it more than half a day earlier or later.
  const hours = ahead > 12 ? ahead - 24 : ahead
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
}
