import type { Page } from 'playwright-core'

/** A screen of the app with the demo restaurant. */
export interface ScreenCase {
  name: string
  path: string
  /** Steps that open it once the page is loaded. */
  open?: (page: Page) => Promise<void>
  /** An element that shows that it is ready. */
  shows: string | RegExp
}

/** The screens before sign-in. */
export const signedOutScreens: readonly ScreenCase[] = [
  { name: 'sign in', path: '/sign-in', shows: 'Sign in' },
  { name: 'register', path: '/register', shows: 'Time zone' },
]

/** Every screen for a signed-in person. */
export const screens: readonly ScreenCase[] = [
  { name: 'floor', path: '/', shows: 'Schäfer', open: showLine },
  {
    name: 'next',
    path: '/',
    shows: 'Arrived',
    async open(page) {
      const tab = page.getByRole('tab', { name: /^Next/ }).or(page.getByRole('navigation').getByText('Next'))
      if ((await tab.count()) > 0) await tab.first().click()
    },
  },
  {
    name: 'plan',
    path: '/',
    shows: 'Hall',
    async open(page) {
      const part = page.getByRole('button', { name: 'Floor', exact: true })
      if ((await part.count()) > 0) await part.click()
    },
  },
  {
    name: 'add party',
    path: '/',
    shows: 'Quoted wait, minutes',
    async open(page) {
      await page.getByRole('button', { name: 'Add party' }).click()
      await page.getByRole('button', { name: 'Party of 4', exact: true }).click()
    },
  },
  {
    name: 'party',
    path: '/',
    shows: 'would like the terrace',
    async open(page) {
      await showLine(page)
      await page.getByRole('listitem').getByText('Schäfer').click()
    },
  },
  {
    name: 'placing',
    path: '/',
    shows: 'Tap or drop on a table',
    async open(page) {
      await showLine(page)
      await page.getByRole('button', { name: /^Seat Rossi/ }).click()
    },
  },
  {
    name: 'table',
    path: '/',
    shows: 'Dessert',
    async open(page) {
      const part = page.getByRole('button', { name: 'Floor', exact: true })
      if ((await part.count()) > 0) await part.click()
      await page.getByRole('button', { name: /^Table 7, / }).click()
    },
  },
  { name: 'timeline', path: '/timeline', shows: 'Okafor' },
  { name: 'reservations', path: '/reservations', shows: 'Moreau' },
  {
    name: 'booking',
    path: '/reservations',
    shows: 'Email',
    open: (page) => page.getByRole('button', { name: 'Book', exact: false }).first().click(),
  },
  {
    name: 'reservation',
    path: '/reservations',
    shows: 'What happened',
    open: (page) => page.getByRole('listitem').getByText('Moreau').first().click(),
  },
  { name: 'editor', path: '/editor', shows: 'Hall' },
  {
    name: 'table in the editor',
    path: '/editor',
    shows: 'Smallest party',
    open: (page) => page.getByRole('button', { name: /^Table 11, / }).click(),
  },
  { name: 'activity', path: '/activity', shows: 'Okafor' },
  { name: 'people', path: '/people', shows: 'Hanna Host' },
  {
    name: 'new person',
    path: '/people',
    shows: 'They get a link from you and choose a password of their own.',
    open: (page) => page.getByRole('button', { name: 'Add person' }).click(),
  },
  { name: 'settings', path: '/settings', shows: 'Turn' },
  {
    name: 'to see to',
    path: '/',
    shows: /booking|Nothing to see to/,
    open: (page) => page.getByRole('button', { name: /to see to$/i }).click(),
  },
  { name: 'account', path: '/account', shows: 'Current password' },
  { name: 'print', path: '/print', shows: 'Schäfer' },
  { name: 'palette', path: '/', shows: 'Actions', open: (page) => page.keyboard.press('Control+k') },
  { name: 'shortcuts', path: '/', shows: 'Add a party', open: (page) => page.keyboard.press('?') },
  {
    name: 'menu',
    path: '/',
    shows: 'Sign out',
    open: (page) => page.getByRole('button', { name: /Dana Demo/ }).click(),
  },
]

async function showLine(page: Page): Promise<void> {
  const tab = page.getByRole('button', { name: 'Line', exact: true })
  if ((await tab.count()) > 0) await tab.click()
}

/** Opens a screen and waits until it is ready. */
export async function show(page: Page, { path, open, shows }: ScreenCase): Promise<void> {
  await page.goto(new URL(path, page.url()).href)
  await page.getByRole('banner').or(page.getByRole('main')).first().waitFor()
  await open?.(page)
  await page.getByText(shows).filter({ visible: true }).first().waitFor()
  await page.evaluate(() => document.fonts.ready)
}

/** Signs in to the demo restaurant, as a visitor does. */
export async function enterDemo(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('button', { name: 'Look around in the demo restaurant' }).click()
  await page.getByRole('banner').waitFor()
}
