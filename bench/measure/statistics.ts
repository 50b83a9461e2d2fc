/** The percentile of `share` (0 to 1) by nearest rank, which is always one of the values. Throws without values. */
export function percentile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) throw new Error('no values were measured')
  const sorted = Float64Array.from(values).sort()
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)))
  return sorted[rank - 1] ?? Number.NaN
}

/** The middle value, or the mean of the two middle values. Throws without values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('no values were measured')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]]
  return (below + above) / 2
}
