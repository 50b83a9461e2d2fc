import { randomUUID } from 'node:crypto'
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core'
import { inject, onTestFinished } from 'vitest'
import { createTestDatabase } from '../../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../../apps/server/src/testing/server-process.ts'
import { mustAnswer } from '../faults/http.ts'
import { zoneOfAnEvening } from './evening.ts'

const password = 'a good password'
const owner = 'owner@example.com'

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

/** A restaurant of its own on a server of its own, and devices that are signed in to it. */
export async function openRestaurant({ capacities }: { capacities: readonly number[] }) {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  const { url } = await serveProcess({ DATABASE_URL, DATA_DIR: await dataFolder(), SECRET_KEY: randomUUID() })
  const { access_token: token } = (await mustAnswer(url, {
    method: 'POST',
    path: '/auth/register',
    body: { restaurantName: 'Chez Ada', name: 'Ada Lane', email: owner, password, timezone: zoneOfAnEvening() },
  })) as { access_token: string }
  const call = async (method: string, path: string, body?: object) =>
    (await mustAnswer(url, { method, path, token, ...(body ? { body } : {}) })) as Record<string, unknown>
  await call('POST', '/tables/bulk', { tables: tablesOf(capacities) })
  const rows = await call('GET', '/tables?limit=500')
  const tables = (rows as unknown as { id: string; tableNumber: string }[]).sort(
    (a, b) => Number(a.tableNumber) - Number(b.tableNumber),
  )

  /** Somebody else of the house. */
  async function hire(name: string, role = 'host'): Promise<string> {
    const email = `${randomUUID()}@example.com`
    await call('POST', '/users', { email, name, role, password })
    return email
  }

  async function addParty(name: string, partySize: number, more: object = {}): Promise<string> {
    return (await call('POST', '/guests', { name, partySize, ...more })).id as string
  }

  /** What the server knows of a party. */
  const party = async (name: string) => {
    const all = (await call('GET', '/guests?limit=500')) as unknown as Record<string, unknown>[]
    return all.find((guest) => guest.name === name)
  }

  return { url, call, tables, hire, addParty, party, tableIds: tables.map(({ id }) => id) }
}

let connected: Promise<Browser> | undefined

/** A browser window of its own, with its own storage. */
export async function openWindow({ width, height, isTouched }: Device): Promise<BrowserContext> {
  connected ??= chromium.connect(inject('browser').endpoint)
  const context = await (await connected).newContext({
    viewport: { width, height },
    hasTouch: isTouched,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  })
  onTestFinished(() => context.close())
  context.setDefaultTimeout(10_000)
  await context.addInitScript(countTaps)
  return context
}

/** A device on which somebody has signed in and sees the floor. */
export async function openDevice(url: string, { device = tablet, email = owner } = {}): Promise<Page> {
  const context = await openWindow(device)
  const page = await context.newPage()
  await page.goto(url)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('banner').waitFor()
  return page
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

/** Carries one thing onto another with the mouse. */
export async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await middleOf(from), await middleOf(to)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
  await page.mouse.move(end.x, end.y, { steps: 4 })
  await page.mouse.up()
}

export async function middleOf(thing: Locator): Promise<{ x: number; y: number }> {
  const box = await thing.boundingBox()
  if (!box) throw new Error('what is not shown has no middle')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
