/** The name of a command in generated clients: `guest.setStatus` is `setGuestStatus`, `undo` is `undo`. */
export function operationOf(type: string): string {
  const [noun = '', verb] = type.split('.')
  if (verb === undefined) return noun
  const [, first = '', rest = ''] = /^([a-z]+)(.*)$/.exec(verb) ?? []
  return `${first}${capitalized(noun)}${rest}`
}

/** The word with an upper-case first letter. */
export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
