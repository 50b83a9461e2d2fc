import { readFileSync } from 'node:fs'
import { wrongField } from '@qtable/domain'

/** What a password is for: what it must not be. */
export interface PasswordContext {
  email: string
  /** The names of the restaurants where it opens something. */
  restaurants?: readonly string[]
}

/** Why a password is refused. The sentences are shown to people. */
const faults = {
  listed: 'is among the passwords that are tried first; choose another one',
  trivial: 'repeats or counts up; choose another one',
  address: 'must not be your email address, or what stands before its @',
  restaurant: 'must not be the name of the restaurant',
} as const

export type PasswordFault = keyof typeof faults

/** `validation_failed` at `field` for a password that a guesser tries first (ASVS 5, 6.2.4 and 6.2.11). */
export function mustBeGoodPassword(password: string, context: PasswordContext, field: string): void {
  const fault = passwordFault(password, context)
  if (fault) throw wrongField(field, faults[fault])
}

/** What is wrong with a new password. A password that was set before keeps working: only new ones are asked for this. */
export function passwordFault(
  password: string,
  { email, restaurants = [] }: PasswordContext,
): PasswordFault | undefined {
  const plain = fold(password)
  // `password2026!` is tried right after `password`.
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  if (listed().has(plain) || listed().has(core)) return 'listed'
  if (isRepetition(plain) || isSequence(plain)) return 'trivial'
  const address = fold(email)
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@')))
  if (plain.includes(address) || isSameName(core, local)) return 'address'
  if (restaurants.some((name) => isSameName(core, fold(name)))) return 'restaurant'
  return undefined
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

let list: ReadonlySet<string> | undefined

// 93 KB that most processes of the command line never need.
function listed(): ReadonlySet<string> {
  list ??= new Set(
    readFileSync(new URL('listed-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  )
  return list
}

/** One to four characters again and again: `aaaaaaaa`, `abcabcabc`. */
function isRepetition(text: string): boolean {
  return /^(.{1,4}?)\1+(.{0,3})$/su.test(text) && new Set(text).size <= 4
}

/** Every character follows the one before it, or comes before it: `45678901`, `hgfedcba`. */
function isSequence(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const steps = new Set(codes.slice(1).map((code, i) => (code - (codes[i] ?? 0) + 10) % 10))
  const isNumber = /^\d+$/.test(text)
  const plainSteps = new Set(codes.slice(1).map((code, i) => code - (codes[i] ?? 0)))
  return (isNumber && steps.size === 1) || (plainSteps.size === 1 && [1, -1].includes([...plainSteps][0] ?? 0))
}

// Without spaces, digits and signs: `Trattoria Nove`, `trattoria-nove` and `trattorianove` are one name.
function isSameName(core: string, name: string): boolean {
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, '')
  return letters(name).length >= 4 && letters(core) === letters(name)
}
