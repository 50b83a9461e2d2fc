// A plus that was not escaped in a query arrives as a space.
const instantForm =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,12})?)?)(?:([Zz])|([+\-− ])(\d\d)(?::?(\d\d))?)$/

/** An instant in ISO 8601 with `T`, and `Z` or `+hh:mm`, where it has another of its forms. Anything else as it is. */
export function spelledInstant(text: string): string {
  const [, date, time = '', zulu, sign = '', hours, minutes = '00'] = instantForm.exec(text.trim()) ?? []
  if (date === undefined) return text
  const offset = zulu === undefined ? `${sign === '-' || sign === '−' ? '-' : '+'}${hours}:${minutes}` : 'Z'
  const seconds = time.length === 5 ? ':00' : ''
  return `${date}T${time.replace(',', '.')}${seconds}${offset}`
}
