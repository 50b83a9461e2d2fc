/** A text without accents and case: `Nguyễn` is found by `nguyen`. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()
}

/** Whether every word that was typed begins a word of the text. */
export function matches(text: string, typed: string): boolean {
  const parts = plain(text).split(/[\s·+,()-]+/)
  return plain(typed)
    .split(/\s+/)
    .filter((part) => part !== '')
    .every((part) => parts.some((one) => one.startsWith(part)))
}
