import { i18n } from '@lingui/core'
import { useSyncExternalStore } from 'react'
import type { english } from './en.ts'
import { deviceLanguage, type Language, localeFor, rememberLanguage } from './language.ts'
import type { CompiledCatalogue, WordsOf } from './message-types.ts'

// One chunk for each language: only the one in use is loaded.
const catalogues = {
  en: async () => (await import('./en.ts')).english,
  de: async () => (await import('./de.ts')).german,
  es: async () => (await import('./es.ts')).spanish,
  fr: async () => (await import('./fr.ts')).french,
} as const satisfies Record<Language, () => Promise<unknown>>

const tree = {}
const listeners = new Set<() => void>()
let current: Language = 'en'
let locale = 'en'

/** The words of the language in use. Its groups stay the same objects when the language changes; their words do not. */
export const catalogue = tree as WordsOf<typeof english>

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
  // As it is loaded, Lingui's compiler has been over it.
  const words = (await catalogues[language]()) as unknown as CompiledCatalogue
  const messages: Record<string, never> = {}
  fill(tree, words, { messages, path: '' })
  current = language
  locale = localeFor(language, typeof document === 'undefined' ? ['en-US'] : navigator.languages)
  i18n.loadAndActivate({ locale, messages })
  if (typeof document !== 'undefined') {
    document.documentElement.lang = locale
    document.documentElement.dir = 'ltr'
  }
  for (const listener of [...listeners]) listener()
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
await showLanguage(deviceLanguage())
