import { randomUUID } from 'node:crypto'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { expect, inject, onTestFinished, test as testAnywhere } from 'vitest'
import { mustAnswer } from '../api-client.ts'
import { zoneOfAnEvening } from './evening.ts'

/** A test in the browser: skipped, with a loud word of the set-up, where there is none. */
export const test = testAnywhere.skipIf(inject('stand') === undefined)

/** What every account of the tests signs in with. */
export const password = 'a good password'

/** What a device is: the size of its screen, and whether it is touched. */
export interface Device {
  width: number
  height: number
  isTouched: boolean
}

export const tablet: Device = { width: 1180, height: 820, isTouched: true }
export const uprightTablet: Device = { width: 820, height: 1180, isTouched: true }
export const phone: Device = { width: 390, height: 844, isTouched: true }
export const desktop: Device = { width: 1440, height: 900, isTouched: false }

/** The server of the run, with the demo restaurant, which tests only look at. */
export function standUrl(): string {
  return running().url
}

function running(): { endpoint: string; url: string } {
  const stand = inject('stand')
  if (!stand) throw new Error('there is no browser')
  return stand
}

/** Tables by their capacity, numbered from 1 in rows of ten. */
export function tablesOf(capacities: readonly number[]): object[] {
  return capacities.map((capacity, i) => ({
    tableNumber: String(i + 1),
    capacity,
    shape: 'square',
    position: { x: 40 + (i % 10) * 120, y: 40 + Math.floor(i / 10) * 120 },
    size: { width: 80, height: 80 },
  }))
}

/** A restaurant of its own, with its owner and tables. */
export async function openRestaurant({ capacities }: { capacities: readonly number[] }) {
  const url = standUrl()
  const owner = `${randomUUID()}@example.com`
  const { access_token: token } = (await mustAnswer(url, {
    method: 'POST',
    path: '/auth/register',
    body: { restaurantName: 'Chez Ada', name: 'Ada Lane', email: owner, password, timezone: zoneOfAnEvening() },
  })) as { access_token: string }

  /** Asks the server as the owner, from nowhere that a device would know. */
  const call = async (method: string, path: string, body?: object) =>
    (await mustAnswer(url, { method, path, token, ...(body ? { body } : {}) })) as Record<string, unknown>

  const listed = async (path: string) => (await call('GET', path)) as unknown as Record<string, unknown>[]
  if (capacities.length > 0) await call('POST', '/tables/bulk', { tables: tablesOf(capacities) })
  const tables = await listed('/tables?limit=500')
  const byNumber = tables.sort((a, b) => Number(a.tableNumber) - Number(b.tableNumber))
  const tableIds = byNumber.map(({ id }) => id as string)

  /** Somebody else of the house; gives their email. */
  async function hire(name: string, role = 'host'): Promise<string> {
    const email = `${randomUUID()}@example.com`
    await call('POST', '/users', { email, name, role, password })
    return email
  }

  async function addParty(name: string, partySize: number, more: object = {}): Promise<string> {
    return (await call('POST', '/guests', { name, partySize, ...more })).id as string
  }

  /** A party that sits at the tables with these numbers. */
  async function addSeated(name: string, partySize: number, at: readonly number[]): Promise<string> {
    return addParty(name, partySize, { status: 'seated', tableIds: at.map((number) => tableIds[number - 1]) })
  }

  /** What the server knows of a party. */
  const party = async (name: string) => (await listed('/guests?limit=500')).find((guest) => guest.name === name)

  /** What the server knows of a table. */
  const table = async (number: number | string) =>
    (await listed('/tables?limit=500')).find(({ tableNumber }) => tableNumber === String(number))

  return { url, owner, call, listed, hire, addParty, addSeated, party, table, tableIds }
}

let connected: Promise<Browser> | undefined

/** A browser window of its own, with its own storage. What its pages throw and nobody catches fails the test. */
export async function openWindow({ width, height, isTouched }: Device): Promise<BrowserContext> {
  connected ??= chromium.connect(running().endpoint)
  const context = await (await connected).newContext({
    viewport: { width, height },
    hasTouch: isTouched,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  const thrown: unknown[] = []
  context.on('weberror', (error) => thrown.push(error.error()))
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await tellWhatIsShown(context)
    await context.close()
    expect(thrown).toEqual([])
  })
  context.setDefaultTimeout(10_000)
  await context.addInitScript(countTaps)
  return context
}

// Where a test has failed, what its pages show says most about why.
async function tellWhatIsShown(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) {
    const shown = await page.locator('body').ariaSnapshot()
    process.stderr.write(`${page.url()} shows\n${shown.slice(0, 6_000)}\n`)
  }
}

/** A device on which somebody has signed in and sees the floor. */
export async function openDevice(url: string, { email, device = tablet }: { email: string; device?: Device }) {
  const page = await (await openWindow(device)).newPage()
  await page.goto(url)
  await signIn(page, email)
  return page
}

/** Signs in on the page that asks for it, and waits for the floor. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('banner').waitFor()
}

// Runs in the page: a tap is a click that a pointer made.
function countTaps(): void {
  Object.assign(globalThis, { taps: 0 })
  addEventListener('click', (event) => event.detail > 0 && Object.assign(globalThis, { taps: tapsSoFar() + 1 }), true)
  const tapsSoFar = () => (globalThis as unknown as { taps: number }).taps
}

/** How many taps the page hears while `work` is done. */
export async function tapsOf(page: Page, work: () => Promise<void>): Promise<number> {
  const taps = () => page.evaluate(() => (globalThis as unknown as { taps: number }).taps)
  const before = await taps()
  await work()
  return (await taps()) - before
}

/** A table of the plan. */
export function tableOf(page: Page, number: number | string): Locator {
  return page.getByRole('button', { name: new RegExp(`^Table ${number}, `) })
}

/** The row of a party in the line or among the next reservations. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('complementary').getByRole('listitem').filter({ hasText: name })
}

/** What is said at the foot of the screen. */
export function messageOf(page: Page, text: string | RegExp): Locator {
  return page.getByRole('region', { name: 'Messages' }).getByText(text)
}
