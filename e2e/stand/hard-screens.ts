import type { Page } from 'playwright-core'
import { hardNames } from './hard-evening.ts'
import type { ScreenCase } from './screens.ts'

const anyName = new RegExp(hardNames.filter((name) => name.length > 1).join('|'))

/** The screens of a full evening, on which what is shown is longest. */
export const hardScreens: readonly ScreenCase[] = [
  { name: 'line', path: '/', shows: anyName, open: (page) => showPart(page, 'Line') },
  { name: 'next', path: '/', shows: anyName, open: (page) => showPart(page, 'Next') },
  { name: 'plan', path: '/', shows: /^(Mezz|M5)/, open: (page) => showPart(page, 'Floor') },
  {
    name: 'narrow rail',
    path: '/',
    shows: anyName,
    async open(page) {
      await page.evaluate(() => localStorage.setItem('qtable.rail', '26'))
      await page.reload()
      await showPart(page, 'Next')
    },
  },
  {
    name: 'party',
    path: '/',
    shows: 'Edit',
    async open(page) {
      await page.evaluate(() => localStorage.removeItem('qtable.rail'))
      await page.reload()
      await showPart(page, 'Line')
      await page.getByRole('complementary').getByRole('listitem').nth(1).getByText(anyName).first().click()
    },
  },
  {
    name: 'table with a party',
    path: '/',
    shows: 'Dessert',
    async open(page) {
      await showPart(page, 'Floor')
      await page.getByRole('button', { name: /^Table 4, / }).click()
    },
  },
  {
    name: 'free table',
    path: '/',
    shows: 'Seat a walk-in of',
    async open(page) {
      await showPart(page, 'Floor')
      await page.getByRole('button', { name: /^Table Patio 3, / }).click()
    },
  },
  {
    name: 'placing',
    path: '/',
    shows: /Tap or drop on a table/,
    async open(page) {
      await showPart(page, 'Line')
      await page
        .getByRole('button', { name: /^(Seat|More|What else)/ })
        .first()
        .click()
      const seat = page.getByRole('menuitem', { name: /^Seat/ })
      if ((await seat.count()) > 0) await seat.first().click()
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
  { name: 'timeline', path: '/timeline', shows: anyName },
  { name: 'reservations', path: '/reservations', shows: anyName },
  {
    name: 'reservation',
    path: '/reservations',
    shows: 'What happened',
    open: (page) => page.getByRole('listitem').getByText(anyName).first().click(),
  },
  {
    name: 'booking',
    path: '/reservations',
    shows: 'Email',
    open: (page) => page.getByRole('button', { name: 'Book', exact: false }).first().click(),
  },
  { name: 'activity', path: '/activity', shows: anyName },
  { name: 'editor', path: '/editor', shows: 'Hall' },
  { name: 'print', path: '/print', shows: anyName },
  {
    name: 'palette',
    path: '/',
    shows: anyName,
    async open(page) {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('a')
    },
  },
]

async function showPart(page: Page, name: 'Line' | 'Next' | 'Floor'): Promise<void> {
  await page.getByRole('banner').waitFor()
  const part = page
    .getByRole('tab', { name: new RegExp(`^${name}`) })
    .or(page.getByRole('button', { name, exact: true }))
  if ((await part.count()) > 0) await part.first().click()
}
