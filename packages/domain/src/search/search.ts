import { digitsOf, fold } from './fold.ts'

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
 * matches nothing. Words may stand anywhere and in any order; a phone number may be in its local form.
 */
export function searchFor(typed: string): Search {
  const [plain, spelled] = fold(typed)
  const phone = phoneOf(typed)
  const words = plain.split(' ').map((word, i) => new Set([word, spelled.split(' ')[i] ?? word]))
  if (plain === '') return () => 0
  return (item) => {
    const names = fold(item.name)
    const direct = directRank(names, [plain, spelled])
    if (direct !== undefined) return direct
    if (phone !== undefined) return hasPhone(item, phone) ? ranks.phone : wordRank(item, names, words)
    return wordRank(item, names, words)
  }
}

const ranks = { equal: 0, beginning: 1, word: 2, inside: 3, table: 4, phone: 4, elsewhere: 5 } as const

function directRank(names: readonly string[], forms: readonly string[]): number | undefined {
  if (names.some((name) => forms.includes(name))) return ranks.equal
  if (names.some((name) => forms.some((form) => name.startsWith(form)))) return ranks.beginning
  return undefined
}

// The rank of the word that matches worst.
function wordRank(
  item: Searchable,
  names: readonly string[],
  words: readonly ReadonlySet<string>[],
): number | undefined {
  const texts = (item.texts ?? []).flatMap(fold)
  const tables = new Set((item.tables ?? []).flatMap((number) => fold(number).flatMap((text) => text.split(' '))))
  let worst = 0
  for (const word of words) {
    const rank = rankOf([...word], { names, texts, tables })
    if (rank === undefined) return undefined
    worst = Math.max(worst, rank)
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
function phoneOf(typed: string): string | undefined {
  if (!/^[\d\s()+/.\-–‑]+$/u.test(typed.normalize('NFKC'))) return undefined
  const digits = digitsOf(typed).replace(/^0+/, '')
  return digits.length >= fewestPhoneDigits ? digits : undefined
}

function hasPhone({ phones = [] }: Searchable, typed: string): boolean {
  return phones.some((phone) => phone !== null && digitsOf(phone).includes(typed))
}
