/**
 * Finds how high something can be set: climbs by half from `from` until `holds` says no, then halves what lies between a
 * few times. Gives what `holds` gave at the highest that held; undefined where none did.
 */
export async function climb<T>(
  from: number,
  { holds, halvings }: { holds: (height: number) => Promise<T | undefined>; halvings: number },
): Promise<{ height: number; found: T } | undefined> {
  let best: { height: number; found: T } | undefined
  let tooHigh: number | undefined
  for (let height = from, left = halvings; left >= 0; ) {
    const found = await holds(height)
    if (found === undefined) tooHigh = height
    else best = { height, found }
    if (tooHigh !== undefined) left -= 1
    height = tooHigh === undefined ? Math.round(height * 1.5) : Math.round(((best?.height ?? 0) + tooHigh) / 2)
  }
  return best
}
