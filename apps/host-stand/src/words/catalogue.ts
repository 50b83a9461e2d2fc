import { i18n } from '@lingui/core'
import { useSyncExternalStore } from 'react'
import de from './de.ts?url'
import dePages from './de-pages.ts?url'
import type { english } from './en.ts'
import en from './en.ts?url'
import type { englishPages } from './en-pages.ts'
import enPages from './en-pages.ts?url'
import es from './es.ts?url'
import esPages from './es-pages.ts?url'
import fr from './fr.ts?url'
import frPages from './fr-pages.ts?url'
import { deviceLanguage, type Language, localeFor, rememberLanguage } from './language.ts'
import type { CompiledCatalogue, WordsOf } from './message-types.ts'

// Two files for each language: what the first screen needs, and the rest. Only those of the language in use are fetched.
const catalogues: Readonly<Record<Language, { first: string; pages: string }>> = {
  en: { first: en, pages: enPages },
  de: { first: de, pages: dePages },
  es: { first: es, pages: esPages },
  fr: { first: fr, pages: frPages },
}
/** How long after a failed try the words are fetched again, where nothing can be shown without them. */
const retryInMs = 2_000

const tree = {}
const fetched = new Map<string, CompiledCatalogue>()
const listeners = new Set<() => void>()
let current: Language = 'en'
/** The language that is being loaded, or the one in use. */
let wanted = deviceLanguage()
let usesPages = false
let hasPages = false
let locale = 'en'
let isStarted = false

/**
 * The words of the first screen in the language in use. Its groups stay the same objects when the language changes; their
 * words do not.
 */
export const catalogue = tree as WordsOf<typeof english>

/** The words of the rest; empty until `showPageWords` has resolved. */
export const catalogueOfPages = tree as WordsOf<typeof englishPages>

/** The language in use. */
export function currentLanguage(): Language {
  return current
}

/** The locale in which dates, numbers, lists and sorting follow the language in use. */
export function appLocale(): string {
  return locale
}

/** The language in use; the component renders again when another one is chosen. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage)
}

/** Shows the app in a language. Rejects where its words are not on this device and cannot be loaded. */
export async function showLanguage(language: Language): Promise<void> {
  wanted = language
  const { first, pages } = catalogues[language]
  const parts = await Promise.all((usesPages ? [first, pages] : [first]).map(fetchWords))
  // Another language was chosen, or the pages were asked for, while this was loaded.
  if (wanted !== language || parts.length < (usesPages ? 2 : 1)) return
  const messages: Record<string, never> = {}
  for (const part of parts) fill(tree, part, { messages, path: '' })
  current = language
  isStarted = true
  hasPages = usesPages
  locale = localeFor(language, typeof document === 'undefined' ? ['en-US'] : navigator.languages)
  i18n.loadAndActivate({ locale, messages })
  if (typeof document !== 'undefined') {
    document.documentElement.lang = locale
    document.documentElement.dir = 'ltr'
    // As the page is served, this is in English.
    document.querySelector('meta[name=description]')?.setAttribute('content', catalogue.session.tagline)
  }
  for (const listener of [...listeners]) listener()
}

/** Loads the words of all pages in the language in use, and from now on in every other. Tries until it has them. */
export async function showPageWords(): Promise<void> {
  usesPages = true
  while (!hasPages) await showWanted()
}

/** Chooses the language of this device and shows it. Rejects as `showLanguage` does, and then keeps the language before. */
export async function chooseLanguage(language: Language): Promise<void> {
  try {
    await showLanguage(language)
  } catch (error) {
    if (wanted === language) wanted = current
    throw error
  }
  rememberLanguage(language)
}

async function showWanted(): Promise<void> {
  try {
    await showLanguage(wanted)
  } catch {
    // Without a network. The screen that waits for its words is shown as soon as they can be had.
    await new Promise((resolve) => setTimeout(resolve, retryInMs))
  }
}

async function fetchWords(file: string): Promise<CompiledCatalogue> {
  const known = fetched.get(file)
  if (known) return known
  const answer = await fetch(file)
  if (!answer.ok) throw new Error(`${file} was answered ${answer.status}`)
  const words: CompiledCatalogue = await answer.json()
  fetched.set(file, words)
  return words
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

interface Filling {
  messages: Record<string, unknown>
  /** The names of the groups above, each with a dot behind it. */
  path: string
}

function fill(target: Record<string, unknown>, words: CompiledCatalogue, { messages, path }: Filling): void {
  for (const [name, word] of Object.entries(words)) {
    const id = `${path}${name}`
    if (typeof word === 'string') target[name] = word
    else if (Array.isArray(word)) {
      messages[id] = word
      target[name] = sayer(id, word)
    } else {
      target[name] ??= {}
      fill(target[name] as Record<string, unknown>, word as CompiledCatalogue, { messages, path: `${id}.` })
    }
  }
}

function sayer(id: string, tokens: readonly unknown[]): (given: unknown) => string {
  const [onlyName] = tokens.find((token) => Array.isArray(token)) as [string]
  return (given) => {
    const values = typeof given === 'object' && !Array.isArray(given) ? given : { [onlyName]: given }
    return i18n._(id, Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, shown(value)])))
  }
}

function shown(value: unknown): unknown {
  return Array.isArray(value) ? value.join(' + ') : value
}

// Before any module that reads words, so that nothing is drawn in another language first.
while (!isStarted) await showWanted()
