const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const plural = new Intl.PluralRules('en')

/** A number in words up to twelve, then in digits. */
export function said(count: number): string {
  return small[count] ?? String(count)
}

/** `1 party`, `3 parties`. */
export function counted(count: number, one: string, other = `${one}s`): string {
  return `${count} ${plural.select(count) === 'one' ? one : other}`
}
