import { QTableProvider } from '@qtable/client/react'
import { act, fireEvent, render, screen } from '@testing-library/react'
import { beforeAll, expect, test } from 'vitest'
import { HostStand } from './app.tsx'
import { allPages } from './pages.ts'
import { LanguageField } from './session/language-field.tsx'
import { openStandScreen, setScreen } from './testing/stand-screen.tsx'
import { showLanguage, showPageWords } from './words/catalogue.ts'
import { german } from './words/de.ts'
import { germanPages } from './words/de-pages.ts'
import { english } from './words/en.ts'
import { englishPages } from './words/en-pages.ts'
import { spanish } from './words/es.ts'
import { spanishPages } from './words/es-pages.ts'
import { french } from './words/fr.ts'
import { frenchPages } from './words/fr-pages.ts'
import { deviceLanguage } from './words/language.ts'

const translations = {
  de: [german, germanPages],
  es: [spanish, spanishPages],
  fr: [french, frenchPages],
} as const

beforeAll(async () => {
  // jsdom has no layout to scroll.
  Element.prototype.scrollIntoView = () => {}
  Element.prototype.scrollTo = () => {}
  await showPageWords()
})

function textsOf(tree: object): string[] {
  return Object.values(tree).flatMap((word) => {
    if (typeof word === 'string') return [word]
    return Array.isArray(word) ? [] : textsOf(word)
  })
}

/** Every text on the page, also those for readers alone. */
function shownTexts(): string[] {
  const texts: string[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      const named = ['aria-label', 'title', 'placeholder', 'alt'].map((name) => node.getAttribute(name))
      texts.push(...named.flatMap((text) => text ?? []))
    } else texts.push(node.textContent?.trim() ?? '')
  }
  return texts.filter((text) => text !== '')
}

test.each(['de', 'es', 'fr'] as const)(
  'in %s every page has its words, and none of the English ones',
  async (language) => {
    const { client, run } = await openStandScreen({ tables: [4, 2] })
    await run('guest.create', { name: 'Okafor', partySize: 4 })
    render(
      <QTableProvider client={client}>
        <HostStand />
      </QTableProvider>,
    )
    await act(() => showLanguage(language))
    const known = new Set(textsOf(translations[language]))
    const foreign = new Set(textsOf([english, englishPages]).filter((text) => !known.has(text)))
    for (const { width, page } of [1180, 390].flatMap((width) => allPages.map((page) => ({ width, page })))) {
      const { path, label } = page
      await act(async () => setScreen({ width }))
      await act(async () => history.pushState(null, '', path))
      await expect.poll(() => shownTexts().length).toBeGreaterThan(10)
      const shown = shownTexts()
      expect([label, shown.filter((text) => foreign.has(text))]).toEqual([label, []])
      expect(shown.filter((text) => /undefined|\bNaN\b|[{}]/.test(text))).toEqual([])
    }
  },
)

test('a choice of the language acts at once and is remembered', async () => {
  const { show } = await openStandScreen({})
  show(<LanguageField />)
  await act(async () => fireEvent.change(screen.getByLabelText('Language'), { target: { value: 'de' } }))
  await expect.poll(() => screen.queryByLabelText('Sprache')).toBeTruthy()
  expect(document.documentElement.lang).toMatch(/^de/)
  expect(document.documentElement.dir).toBe('ltr')
  expect(deviceLanguage()).toBe('de')
})
