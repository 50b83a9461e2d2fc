import { randomUUID } from 'node:crypto'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { expect, inject, onTestFinished, test as testAnywhere } from 'vitest'
import { addByInvitation, mustAnswer, openApiClient } from '../api-client.ts'
import { zoneOfAnEvening } from './evening.ts'

/** A browser test; without a browser it is skipped, and the set-up warns loudly. */
export const test = testAnywhere.skipIf(inject('stand') === undefined)

/** The password of every test account. */
export const testPassword = 'a good password'

/** A device: the size of its screen, and whether it has touch. */
export interface DeviceSize {
  width: number
  height: number
  isTouched: boolean
  /** The language and region of the browser: British where none is given. */
  locale?: string
}

export const tablet: DeviceSize = { width: 1180, height: 820, isTouched: true }
export const uprightTablet: DeviceSize = { width: 820, height: 1180, isTouched: true }
export const phone: DeviceSize = { width: 390, height: 844, isTouched: true }
export const desktop: DeviceSize = { width: 1440, height: 900, isTouched: false }

/** The server of the run with the demo restaurant, which tests only read. */
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

/** Creates a restaurant with its owner and tables. */
export async function registerStandRestaurant({ capacities }: { capacities: readonly number[] }) {
  const url = standUrl()
  const owner = `${randomUUID()}@example.com`
  const { access_token: token } = (await mustAnswer(url, {
    method: 'POST',
    path: '/auth/register',
    body: {
      restaurantName: 'Chez Ada',
      name: 'Ada Lane',
      email: owner,
      password: testPassword,
      timezone: zoneOfAnEvening(),
    },
  })) as { access_token: string }

  /** Sends a request as the owner, unknown to any device. */
  const call = async (method: string, path: string, body?: object) =>
    (await mustAnswer(url, { method, path, token, ...(body ? { body } : {}) })) as Record<string, unknown>

  const listed = async (path: string) => (await call('GET', path)) as unknown as Record<string, unknown>[]
  if (capacities.length > 0) await call('POST', '/tables/bulk', { tables: tablesOf(capacities) })
  const tables = await listed('/tables?limit=500')
  const byNumber = tables.sort((a, b) => Number(a.tableNumber) - Number(b.tableNumber))
  const tableIds = byNumber.map(({ id }) => id as string)

  /** Adds another person; returns their email. */
  async function hire(name: string, role = 'host'): Promise<string> {
    const email = `${randomUUID()}@example.com`
    const client = openApiClient(url, token)
    await addByInvitation(url, client, { email, name, role, password: testPassword })
    return email
  }

  async function addParty(name: string, partySize: number, more: object = {}): Promise<string> {
    return (await call('POST', '/guests', { name, partySize, ...more })).id as string
  }

  /** Creates a party seated at the tables with these numbers. */
  async function addSeated(name: string, partySize: number, at: readonly number[]): Promise<string> {
    return addParty(name, partySize, { status: 'seated', tableIds: at.map((number) => tableIds[number - 1]) })
  }

  /** A party as the server has it. */
  const party = async (name: string) => (await listed('/guests?limit=500')).find((guest) => guest.name === name)

  /** A table as the server has it. */
  const table = async (number: number | string) =>
    (await listed('/tables?limit=500')).find(({ tableNumber }) => tableNumber === String(number))

  return { url, owner, call, listed, hire, addParty, addSeated, party, table, tableIds }
}

let connected: Promise<Browser> | undefined

/** A browser window with its own storage. An uncaught error of its pages fails the test. */
export async function openWindow({ width, height, isTouched, locale = 'en-GB' }: DeviceSize): Promise<BrowserContext> {
  connected ??= chromium.connect(running().endpoint)
  const context = await (await connected).newContext({
    viewport: { width, height },
    hasTouch: isTouched,
    locale,
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

// After a failure, the content of the pages says most about the cause.
async function tellWhatIsShown(context: BrowserContext): Promise<void> {
  for (const page of context.pages()) {
    const shown = await page.locator('body').ariaSnapshot()
    process.stderr.write(`${page.url()} shows\n${shown.slice(0, 6_000)}\n`)
  }
}

/** A device on which a person is signed in and sees the floor. */
export async function openHostStand(url: string, { email, device = tablet }: { email: string; device?: DeviceSize }) {
  const page = await (await openWindow(device)).newPage()
  await page.goto(url)
  await signIn(page, email)
  return page
}

/** Signs in on the page that asks for it, and waits for the floor. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(testPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('banner').waitFor()
}

// Runs in the page: a tap is a click by a pointer.
function countTaps(): void {
  Object.assign(globalThis, { taps: 0 })
  addEventListener('click', (event) => event.detail > 0 && Object.assign(globalThis, { taps: tapsSoFar() + 1 }), true)
  const tapsSoFar = () => (globalThis as unknown as { taps: number }).taps
}

/** The number of taps that the page receives during `work`. */
export async function tapsOf(page: Page, work: () => Promise<void>): Promise<number> {
  const taps = () => page.evaluate(() => (globalThis as unknown as { taps: number }).taps)
  const before = await taps()
  await work()
  return (await taps()) - before
}

/** A table of the plan. */
export function tableButton(page: Page, number: number | string): Locator {
  return page.getByRole('button', { name: new RegExp(`^Table ${number}, `) })
}

/** The row of a party in the line or among the next reservations. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('complementary').getByRole('listitem').filter({ hasText: name })
}

/** The toasts at the foot of the screen. */
export function messageOf(page: Page, text: string | RegExp): Locator {
  return page.getByRole('region', { name: 'Messages' }).getByText(text)
}
