import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { faultsOfTargets, faultsOfText, seriousFaults, wearTheme } from './screen-faults.ts'
import { enterDemo, type ScreenCase, screens, show, signedOutScreens } from './screens.ts'
import { type DeviceSize, openWindow, standUrl } from './stand.ts'

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Expects that no screen has a fault on a device of this size. */
export async function expectFaultlessScreens(device: DeviceSize): Promise<void> {
  const url = standUrl()
  const page = await (await openWindow(device)).newPage()
  // The page's policy allows no other scripts than its own and those that the browser itself runs.
  await page.addInitScript({ path: axe })
  const found = new Map<string, string[]>()
  const look = async (screen: ScreenCase) => {
    await show(page, screen)
    for (const fault of await faultsOf(page)) found.set(fault, [...(found.get(fault) ?? []), screen.name])
  }
  await page.goto(url)
  for (const screen of signedOutScreens) await look(screen)
  await enterDemo(page, url)
  for (const screen of screens) await look(screen)
  expect([...found].map(([fault, where]) => `${fault} (${where.join(', ')})`)).toEqual([])
}

// The themes differ in colours alone.
const rulesOfColours = ['color-contrast', 'link-in-text-block']

// Checks the current screen as a whole in the light theme, and its colours in the dark one.
async function faultsOf(page: Page): Promise<Set<string>> {
  await page.evaluate(wearTheme, 'light')
  const found = [
    ...(await page.evaluate(faultsOfText, Number.POSITIVE_INFINITY)),
    ...(await page.evaluate(faultsOfTargets)),
  ]
  found.push(...(await page.evaluate(seriousFaults, [])))
  await page.evaluate(wearTheme, 'dark')
  found.push(...(await page.evaluate(seriousFaults, rulesOfColours)))
  return new Set(found)
}
