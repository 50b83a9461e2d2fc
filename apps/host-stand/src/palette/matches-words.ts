/** Removes accents and case: `nguyen` finds `Nguyễn`. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()
}

/** Whether every typed word is the beginning of a word of the text. */
export function matchesWords(text: string, typed: string): boolean {
  const parts = folded(text).split(/[\s·+,()-]+/)
  return folded(typed)
    .split(/\s+/)
    .filter((part) => part !== '')
    .every((part) => parts.some((one) => one.startsWith(part)))
}
