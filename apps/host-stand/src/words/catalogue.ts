import { i18n } from '@lingui/core'
import { useSyncExternalStore } from 'react'
import type { english } from './en.ts'
import type { englishPages } from './en-pages.ts'
import { deviceLanguage, type Language, localeFor, rememberLanguage } from './language.ts'
import type { CompiledCatalogue, WordsOf } from './message-types.ts'

// Two chunks for each language: what the first screen needs, and the rest. Only those of the language in use are loaded.
const catalogues: Readonly<Record<Language, { first: () => Promise<object>; pages: () => Promise<object> }>> = {
  en: {
    first: async () => (await import('./en.ts')).english,
    pages: async () => (await import('./en-pages.ts')).englishPages,
  },
  de: {
    first: async () => (await import('./de.ts')).german,
    pages: async () => (await import('./de-pages.ts')).germanPages,
  },
  es: {
    first: async () => (await import('./es.ts')).spanish,
    pages: async () => (await import('./es-pages.ts')).spanishPages,
  },
  fr: {
    first: async () => (await import('./fr.ts')).french,
    pages: async () => (await import('./fr-pages.ts')).frenchPages,
  },
}

const tree = {}
const listeners = new Set<() => void>()
let current: Language = 'en'
/** The language that is being loaded, or the one in use. */
let wanted = deviceLanguage()
let usesPages = false
let hasPages = false
let locale = 'en'

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
  const parts = await Promise.all(usesPages ? [first(), pages()] : [first()])
  // Another language was chosen, or the pages were asked for, while this was loaded.
  if (wanted !== language || parts.length < (usesPages ? 2 : 1)) return
  const messages: Record<string, never> = {}
  // As they are loaded, Lingui's compiler has been over them.
  for (const part of parts) fill(tree, part as CompiledCatalogue, { messages, path: '' })
  current = language
  hasPages = usesPages
  locale = localeFor(language, typeof document === 'undefined' ? ['en-US'] : navigator.languages)
  i18n.loadAndActivate({ locale, messages })
  if (typeof document !== 'undefined') {
    document.documentElement.lang = locale
    document.documentElement.dir = 'ltr'
  }
  for (const listener of [...listeners]) listener()
}

/** Loads the words of all pages in the language in use, and from now on in every other. */
export async function showPageWords(): Promise<void> {
  usesPages = true
  while (!hasPages) await showLanguage(wanted)
}

/** Chooses the language of this device and shows it. */
export async function chooseLanguage(language: Language): Promise<void> {
  await showLanguage(language)
  rememberLanguage(language)
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
await showLanguage(wanted)
