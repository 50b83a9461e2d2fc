/** What the staff must not overlook about a party. */
export type Care = 'allergy' | 'vip'

const patterns: readonly [Care, RegExp][] = [
  // In the languages of the app: restaurants write tags and notes in their own.
  ['allergy', /al+[eé]rg|zöliak|c(oe|œ|e)l[ií]a[ckq]|gluten|ana(ph|f)[iy]la/i],
  ['vip', /\b(vip|owner|press|inhaber(in)?|presse|prensa)\b/i],
]

/** What must not be overlooked, by a party's tags and, for an allergy, its notes. */
export function careOf({ tags, notes }: { tags: readonly string[]; notes: string }): Care[] {
  return patterns.flatMap(([care, pattern]) => {
    const isMeant = tags.some((tag) => pattern.test(tag)) || (care === 'allergy' && pattern.test(notes))
    return isMeant ? [care] : []
  })
}
