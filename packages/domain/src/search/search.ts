import { digitsOf, fold, otherWords } from './fold.ts'

/** What a search looks at. */
export interface Searchable {
  /** Compared first: a match here ranks above the others. */
  name: string
  /** Email, notes, tags: a match anywhere in them counts. */
  texts?: readonly string[]
  phones?: readonly (string | null)[]
  /** The numbers of tables. They match whole: `1` does not find table 14. */
  tables?: readonly string[]
}

/** A search that was typed, ready to be compared with many. */
export type Search = (item: Searchable) => number | undefined

// Fewer digits are a table or a size, and would find every phone.
const fewestPhoneDigits = 4
const tableWord = 'table'

/**
 * Reads what somebody typed. The search that it returns gives the rank of a match, 0 the best; undefined where some word
 * matches nothing. Words may stand anywhere and in any order, beside the digits of a phone number in its local form.
 * Nothing typed finds everything; signs alone find nothing.
 */
export function searchFor(typed: string): Search {
  if (typed.trim() === '') return () => 0
  const dialled = typed.replace(/^\s*tel:/i, '').replaceAll(/\(\s*0\s*\)/g, ' ')
  const [plain, spelled] = fold(dialled)
  if (plain === '') return () => undefined
  const terms = termsOf(dialled)
  return (item) => {
    const names = fold(item.name)
    return directRank(names, [plain, spelled]) ?? worstRank(item, names, terms)
  }
}

/** A word in its forms, or numbers that follow each other: together they may be one phone number. */
type Term = readonly ReadonlySet<string>[]

function termsOf(typed: string): Term[] {
  const [plain, spelled] = fold(typed).map((form) => form.split(' '))
  // The other forms of a word that signs do not split stand for it.
  const others = typed.split(/\s+/).map((word) => ({ word: fold(word)[0], forms: otherWords(word) }))
  const terms: ReadonlySet<string>[][] = []
  for (const [i, word] of (plain ?? []).entries()) {
    const forms = others.filter((one) => one.word === word).flatMap((one) => one.forms)
    const term = new Set([word, spelled?.[i] ?? word, ...forms])
    const before = terms.at(-1)
    if (before && isNumber(word) && [...(before[0] ?? [])].every(isNumber)) before.push(term)
    else terms.push([term])
  }
  return terms
}

function isNumber(word: string): boolean {
  return /^\d+$/.test(word)
}

const ranks = { equal: 0, beginning: 1, word: 2, inside: 3, table: 4, phone: 4, elsewhere: 5 } as const

function directRank(names: readonly string[], forms: readonly string[]): number | undefined {
  if (names.some((name) => forms.includes(name))) return ranks.equal
  if (names.some((name) => forms.some((form) => name.startsWith(form)))) return ranks.beginning
  return undefined
}

// The rank of the term that matches worst.
function worstRank(item: Searchable, ownNames: readonly string[], terms: readonly Term[]): number | undefined {
  const names = [...ownNames, ...otherWords(item.name)]
  const texts = (item.texts ?? []).flatMap((text) => [...fold(text), ...otherWords(text)])
  const tables = new Set((item.tables ?? []).flatMap((number) => fold(number).flatMap((text) => text.split(' '))))
  let worst = 0
  for (const term of terms) {
    if (hasPhone(item, term)) {
      worst = Math.max(worst, ranks.phone)
      continue
    }
    for (const word of term) {
      const rank = rankOf([...word], { names, texts, tables }) ?? (hasPhone(item, [word]) ? ranks.phone : undefined)
      if (rank === undefined) return undefined
      worst = Math.max(worst, rank)
    }
  }
  return worst
}

function rankOf(
  forms: readonly string[],
  { names, texts, tables }: { names: readonly string[]; texts: readonly string[]; tables: ReadonlySet<string> },
): number | undefined {
  const inName = names.map((name) => ` ${name}`)
  if (inName.some((name) => forms.some((form) => name.includes(` ${form}`)))) return ranks.word
  if (inName.some((name) => forms.some((form) => name.includes(form)))) return ranks.inside
  if (forms.some((form) => tables.has(form) || (tables.size > 0 && form === tableWord))) return ranks.table
  if (texts.some((text) => forms.some((form) => text.includes(form)))) return ranks.elsewhere
  return undefined
}

// A number as it is dialled at home or from abroad: 030 123, 0049 30 123, +49 30 123.
function hasPhone({ phones = [] }: Searchable, term: Term): boolean {
  const digits = term.map((forms) => [...forms][0] ?? '').join('')
  const typed = digits.replace(/^0+/, '')
  if (!isNumber(digits) || typed.length < fewestPhoneDigits) return false
  return phones.some((phone) => phone !== null && digitsOf(phone).includes(typed))
}
