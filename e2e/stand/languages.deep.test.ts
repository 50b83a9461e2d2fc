import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { takeFromMenu } from './menu.ts'
import {
  desktop,
  openHostStand,
  openWindow,
  phone,
  registerStandRestaurant,
  signIn,
  test,
  testPassword,
} from './stand.ts'

async function signInInGerman(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-Mail').fill(email)
  await page.getByLabel('Passwort', { exact: true }).fill(testPassword)
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
  await page.getByRole('banner').waitFor()
}

test('a language is chosen for one device: it acts at once, is remembered, and the other device keeps its own', async () => {
  const { url, owner } = await registerStandRestaurant({ capacities: [4] })
  const page = await openHostStand(url, { email: owner, device: desktop })
  const other = await openHostStand(url, { email: owner, device: desktop })
  await takeFromMenu(page, /^Language/)
  await page.getByLabel('Language').selectOption('Deutsch')
  await page.getByRole('heading', { name: 'Ihr Konto' }).waitFor()
  await page.getByRole('link', { name: 'Reservierungen' }).click()
  await page.getByText('Für diesen Tag ist nichts reserviert').waitFor()
  await page.reload()
  await page.getByText('Für diesen Tag ist nichts reserviert').waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('de-GB')
  await other.getByRole('link', { name: 'Reservations' }).click()
  await other.getByText('Nothing booked for this day').waitFor()
})

test('the first language is the first of the browser’s, and no other is shown before it', async () => {
  const { url, owner } = await registerStandRestaurant({ capacities: [4] })
  const page = await (await openWindow({ ...phone, locale: 'de-DE' })).newPage()
  await page.addInitScript(() => {
    const seen: string[] = []
    Object.assign(globalThis, { seen })
    new MutationObserver(() => seen.push(document.body?.textContent ?? '')).observe(document, {
      childList: true,
      subtree: true,
    })
  })
  await page.goto(url)
  await page.getByRole('heading', { name: 'Im Restaurant anmelden' }).waitFor()
  await signInInGerman(page, owner)
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen.join('\n'))
  expect(seen).toContain('Anmelden')
  expect(seen).not.toMatch(/Sign in|Email|Password|Line|Floor/)
  // The sign-in page has the choice, too.
  const french = await (await openWindow({ ...phone, locale: 'de-DE' })).newPage()
  await french.goto(url)
  await french.getByLabel('Sprache').selectOption('Français')
  await french.getByRole('heading', { name: 'Connexion à votre restaurant' }).waitFor()
})

test('words that cannot be fetched are fetched again, and the page is not loaded anew', async () => {
  const { url, owner } = await registerStandRestaurant({ capacities: [4] })
  const context = await openWindow({ ...desktop, locale: 'de-DE' })
  // A service worker would have them.
  await context.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }))
  const laterWords = '**/de-pages-*.json'
  await context.route(laterWords, (route) => route.abort())
  const page = await context.newPage()
  await page.goto(url)
  await signInInGerman(page, owner)
  await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))
  await page.getByRole('link', { name: 'Reservierungen' }).click()
  await page.getByRole('status', { name: 'Wird geladen' }).waitFor()
  await context.unroute(laterWords)
  await page.getByText('Für diesen Tag ist nichts reserviert').waitFor()
  expect(await page.evaluate(() => (globalThis as unknown as { isSamePage?: boolean }).isSamePage)).toBe(true)
})

test('German words in an American browser have German times, also in the fields', async () => {
  const { url, owner } = await registerStandRestaurant({ capacities: [4] })
  const page = await (await openWindow({ ...desktop, locale: 'en-US' })).newPage()
  await page.goto(url)
  await page.getByLabel('Language').selectOption('Deutsch')
  await signInInGerman(page, owner)
  await page.goto(`${url}/settings`)
  const start = page.getByLabel('Ein Betriebstag beginnt um')
  expect(await start.inputValue()).toBe('4:00')
  await start.fill('530')
  await start.press('Tab')
  expect(await start.inputValue()).toBe('5:30')
  await page.getByRole('button', { name: 'Verwerfen' }).click()
  expect(await start.inputValue()).toBe('4:00')
})

test('times and days follow the language of the app: 24 hours in German, AM and PM in American English', async () => {
  const { url, owner, call } = await registerStandRestaurant({ capacities: [4] })
  // It is evening in the restaurant, so this is tomorrow's evening.
  const startsAt = new Date(Date.now() + 86_400_000).toISOString()
  await call('POST', '/reservations', { name: 'Moreau', partySize: 2, startsAt })
  const german = await (await openWindow({ ...desktop, locale: 'de-DE' })).newPage()
  await german.goto(url)
  await signInInGerman(german, owner)
  await german.getByRole('link', { name: 'Reservierungen' }).click()
  await german.getByRole('button', { name: 'Tag danach' }).click()
  await german
    .getByText(/^(1[2-9]|2[0-3]):\d\d$/)
    .first()
    .waitFor()
  const american = await (await openWindow({ ...desktop, locale: 'en-US' })).newPage()
  await american.goto(url)
  await signIn(american, owner)
  await american.getByRole('link', { name: 'Reservations' }).click()
  await american.getByRole('button', { name: 'Next day' }).click()
  await american
    .getByText(/^([1-9]|1[0-2]):\d\d\sPM$/)
    .first()
    .waitFor()
  expect(await american.evaluate(() => document.documentElement.lang)).toBe('en-US')
})
