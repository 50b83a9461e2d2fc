import { QTableProvider } from '@qtable/client/react'
import { act, fireEvent, render, screen, within } from '@testing-library/react'
import { beforeAll, expect, test } from 'vitest'
import { HostStand } from './app.tsx'
import { allPages, linkPages, signedOutPages } from './pages.ts'
import { ShortcutList } from './palette/shortcut-list.tsx'
import { openStandScreen } from './testing/stand-screen.tsx'

// Imported without types: the build script is not part of the app's TypeScript project.
const routesFile = './routes.ts'
const sources = import.meta.glob<string>('./**/*.{ts,tsx}', { query: '?raw', import: 'default', eager: true })

beforeAll(() => {
  // jsdom has no layout to scroll.
  Element.prototype.scrollIntoView = () => {}
  Element.prototype.scrollTo = () => {}
})

async function openShell() {
  const stand = await openStandScreen({ tables: [4] })
  history.replaceState(null, '', '/')
  render(
    <QTableProvider client={stand.client}>
      <HostStand />
    </QTableProvider>,
  )
  // The header of a page in `main` is none to a browser.
  const banner = () => within(screen.getAllByRole('banner')[0] as HTMLElement)
  return { ...stand, banner }
}

test('the build is told the path of every page', async () => {
  const { appRoutes } = (await import(routesFile)) as { appRoutes: readonly string[] }
  const paths = [...allPages, ...Object.values({ ...signedOutPages, ...linkPages })].map(({ path }) => path)
  expect([...appRoutes].sort()).toEqual(paths.sort())
})

test('only pages.ts contains the path of a page', () => {
  const paths = [...allPages, ...Object.values({ ...signedOutPages, ...linkPages })].map(({ path }) => path)
  const literals = paths.flatMap((path) => ["'", '"', '`'].map((quote) => `${quote}${path}${quote}`))
  const found = Object.entries(sources)
    .filter(([file]) => file !== './pages.ts' && !file.includes('.test.'))
    // A slash is no page path in a request to the server, or as a separator.
    .map(([file, text]) => [file, text.replaceAll(/\b(fetch|split)\('\/'/g, '')] as const)
    .filter(([, text]) => literals.some((literal) => text.includes(literal)))
  expect(found.map(([file]) => file)).toEqual([])
})

test('every page has a route and a palette entry; one with a key is on the top bar and in the list of keys', async () => {
  const { banner } = await openShell()
  for (const { path, label, key } of allPages) {
    await act(async () => history.pushState(null, '', path))
    // An unknown path leads to the floor.
    expect(location.pathname).toBe(path)
    if (key) banner().getByRole('link', { name: label })
  }
  await act(async () => fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true }))
  // The palette is loaded on first use.
  const palette = within(await screen.findByRole('listbox', {}, { timeout: 10_000 }))
  for (const { label } of allPages) palette.getByRole('option', { name: new RegExp(`^${label}`) })
})

test('the key of a page opens it, and is listed', async () => {
  await openShell()
  const withKeys = allPages.filter(({ key }) => key !== undefined)
  expect(new Set(withKeys.map(({ key }) => key)).size).toBe(withKeys.length)
  for (const { key = '', path } of withKeys) {
    await act(async () => fireEvent.keyDown(document.body, { key }))
    expect(location.pathname).toBe(path)
  }
  render(<ShortcutList />)
  for (const { key = '', label } of withKeys) {
    expect(screen.getByText(label, { selector: 'dt' }).parentElement?.textContent).toBe(`${label}${key}`)
  }
})
