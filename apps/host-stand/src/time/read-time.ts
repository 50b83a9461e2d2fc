/**
 * A time of day as people type it, as `HH:MM`: `19:30`, `19.30`, `19 h 30`, `1930`, `7`, `7 Uhr`, `7:30 pm`. Undefined if
 * it is none.
 */
export function readTime(text: string): string | undefined {
  const [found, digits = '', minutes = '00', half = ''] =
    /^(\d{1,2})(?:\s*[:.h]?\s*(\d{2}))?(?:\s*(?:h|uhr))?(?:\s*([ap])\.?\s*m?\.?)?$/i.exec(text.trim()) ?? []
  if (found === undefined) return undefined
  const typed = Number(digits)
  // After noon, also the hours to midnight are typed with their half of the day.
  const hours = half === '' || typed > 12 ? typed : (typed % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  if (hours > 23 || Number(minutes) > 59) return undefined
  return `${String(hours).padStart(2, '0')}:${minutes}`
}
