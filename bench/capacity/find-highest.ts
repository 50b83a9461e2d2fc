/**
 * Finds the highest value that `holds`: multiplies `from` by 1.5 until a value fails, then bisects `halvings` times. Returns
 * the result of `holds` at that value; undefined where none held.
 */
export async function findHighest<T>(
  from: number,
  { holds, halvings }: { holds: (value: number) => Promise<T | undefined>; halvings: number },
): Promise<{ value: number; result: T } | undefined> {
  let best: { value: number; result: T } | undefined
  let tooHigh: number | undefined
  for (let value = from, left = halvings; left >= 0; ) {
    const result = await holds(value)
    if (result === undefined) tooHigh = value
    else best = { value, result }
    if (tooHigh !== undefined) left -= 1
    value = tooHigh === undefined ? Math.round(value * 1.5) : Math.round(((best?.value ?? 0) + tooHigh) / 2)
  }
  return best
}
