/**
 * JSON with sorted keys: the same for equal values, whatever order their fields came in. By hand, because with a replacer
 * `JSON.stringify` takes four times as long.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((part) => canonicalJson(part ?? null)).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = value as Readonly<Record<string, unknown>>
  const known = Object.keys(fields).filter((key) => fields[key] !== undefined)
  return `{${known
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`)
    .join()}}`
}
