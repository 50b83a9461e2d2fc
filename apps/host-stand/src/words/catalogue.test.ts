import { afterEach, expect, test, vi } from 'vitest'
import { pageWords as words } from '../page-words.ts'
import { showLanguage } from './catalogue.ts'
import { german } from './de.ts'
import { germanPages } from './de-pages.ts'
import { english } from './en.ts'
import { englishPages } from './en-pages.ts'
import { spanish } from './es.ts'
import { spanishPages } from './es-pages.ts'
import { french } from './fr.ts'
import { frenchPages } from './fr-pages.ts'
import { deviceLanguage, localeFor } from './language.ts'

afterEach(async () => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.resetModules()
  await showLanguage('en')
})

type Leaf = string | readonly unknown[]

// As they are loaded, messages are compiled: a text, or tokens of which the lists are values.
function leavesOf(tree: object, path = ''): [string, Leaf][] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const isGroup = typeof value === 'object' && !Array.isArray(value)
    return isGroup ? leavesOf(value, `${path}${name}.`) : [[`${path}${name}`, value as Leaf] as [string, Leaf]]
  })
}

interface Placeholder {
  name: string
  type: string
  branches: readonly string[]
}

function placeholdersOf(leaf: unknown): Placeholder[] {
  if (!Array.isArray(leaf)) return []
  return leaf.flatMap((token: unknown) => {
    if (!Array.isArray(token)) return []
    const [name, type = '', format = {}] = token as [string, string?, unknown?]
    const branches = typeof format === 'object' && format !== null ? Object.entries(format) : []
    const inner = branches.flatMap(([, tokens]) => placeholdersOf(tokens))
    return [{ name, type, branches: branches.map(([branch]) => branch) }, ...inner]
  })
}

const valuesOf = (leaf: Leaf) => [...new Set(placeholdersOf(leaf).map(({ name }) => name))].sort()
const all = {
  en: { first: english, pages: englishPages },
  de: { first: german, pages: germanPages },
  es: { first: spanish, pages: spanishPages },
  fr: { first: french, pages: frenchPages },
} as const
const languages = ['en', 'de', 'es', 'fr'] as const

test.each(['de', 'es', 'fr'] as const)('%s has every word of the English catalogue, in its order', (language) => {
  const paths = (tree: object) => leavesOf(tree).map(([path]) => path)
  expect(paths(all[language])).toEqual(paths(all.en))
})

test.each(['de', 'es', 'fr'] as const)('%s takes the same values in every message', (language) => {
  const translated = new Map(leavesOf(all[language]))
  const differing = leavesOf(all.en).filter(([path, leaf]) => {
    const there = translated.get(path) ?? ''
    return valuesOf(leaf).join() !== valuesOf(there).join()
  })
  expect(differing.map(([path]) => path)).toEqual([])
})

test.each(languages)('%s has the plural forms that its language needs', (language) => {
  const rules = new Intl.PluralRules(language)
  const needed = new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)))
  const lacking = leavesOf(all[language]).filter(([, leaf]) =>
    placeholdersOf(leaf).some(
      ({ type, branches }) => type === 'plural' && [...needed].some((form) => !branches.includes(form)),
    ),
  )
  expect(lacking.map(([path]) => path)).toEqual([])
})

test.each(languages)('%s is written whole: no empty word, no brace and no space at an end', (language) => {
  const texts = leavesOf(all[language]).filter(([, leaf]) => typeof leaf === 'string')
  expect(texts.filter(([, text]) => text === '' || /[{}]|^\s|\s$/.test(String(text)))).toEqual([])
})

test('plural forms follow the language', async () => {
  const { yesterdays } = words.seeTo
  expect([yesterdays(1), yesterdays(2)]).toEqual([
    '1 party still seated from yesterday',
    '2 parties still seated from yesterday',
  ])
  await showLanguage('de')
  expect([0, 1, 2].map(words.floor.seats)).toEqual(['0 Plätze', '1 Platz', '2 Plätze'])
  await showLanguage('es')
  expect([0, 1, 2].map(words.floor.thatFit)).toEqual(['0 mesas encajan', '1 mesa encaja', '2 mesas encajan'])
  await showLanguage('fr')
  // In French nothing is singular.
  expect([0, 1, 2].map(words.common.party)).toEqual(['0 couvert', '1 couvert', '2 couverts'])
})

test('a group that a screen keeps has the words of the language in use, and the words made of several messages too', async () => {
  const say = words.activity
  const facts = { name: 'Okafor', tables: ['1', '2'], status: 'seated' }
  expect(say.command('guest.setStatus', facts)).toBe('Seated Okafor at tables 1 + 2')
  await showLanguage('de')
  expect(say.title).toBe('Verlauf')
  expect(say.command('guest.setStatus', facts)).toBe('Okafor an den Tischen 1 + 2 platziert')
  expect(words.notDone('guest.seat', facts, 1)).toBe('Nicht möglich: Okafor an den Tischen 1 + 2 platzieren und 1 mehr')
  await showLanguage('es')
  expect(say.command('guest.create', { name: 'Walk-in', size: 4, tables: ['7'] })).toBe(
    'Sentó a un walk-in de 4 en la mesa 7',
  )
  await showLanguage('fr')
  expect(words.problems('table_occupied', { tableNumber: '5', partyName: 'Okafor', partySize: 3 })).toBe(
    'La table 5 vient d’être donnée à Okafor, un groupe de 3.',
  )
})

test('a locale is the language of the app in the region of the browser', () => {
  expect(localeFor('en', ['de-DE', 'de', 'en-US', 'en'])).toBe('en-US')
  expect(localeFor('en', ['de-DE', 'de'])).toBe('en-DE')
  expect(localeFor('de', ['en-GB', 'de-AT'])).toBe('de-AT')
  expect(localeFor('fr', ['fr'])).toBe('fr')
})

test('without a page the language is English', () => {
  expect(deviceLanguage()).toBe('en')
})

function cutNetwork(): { restore: () => void } {
  const { fetch } = globalThis
  let isCut = true
  vi.stubGlobal('fetch', async (file: string) => {
    if (isCut) throw new TypeError('Failed to fetch')
    return fetch(file)
  })
  return {
    restore() {
      isCut = false
    },
  }
}

test('a language whose words cannot be had is refused, the one before stays, and it can be chosen again', async () => {
  vi.resetModules()
  const fresh = await import('./catalogue.ts')
  const network = cutNetwork()
  vi.stubGlobal('localStorage', { setItem: () => {} })
  await expect(fresh.chooseLanguage('de')).rejects.toThrow('Failed to fetch')
  expect(fresh.currentLanguage()).toBe('en')
  network.restore()
  await fresh.showPageWords()
  expect(fresh.currentLanguage()).toBe('en')
  await fresh.chooseLanguage('de')
  expect([fresh.currentLanguage(), fresh.catalogueOfPages.settings.title]).toEqual(['de', 'Einstellungen'])
})

test('the words of other pages are fetched again until they are there', async () => {
  vi.useFakeTimers()
  vi.resetModules()
  const fresh = await import('./catalogue.ts')
  const network = cutNetwork()
  let isShown = false
  const shown = fresh.showPageWords().then(() => {
    isShown = true
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isShown).toBe(false)
  network.restore()
  await vi.advanceTimersByTimeAsync(2_000)
  await shown
  expect(fresh.catalogueOfPages.settings.title).toBe('Settings')
})
