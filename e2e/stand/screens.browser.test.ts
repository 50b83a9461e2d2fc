import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { faultsOfTargets, faultsOfText, seriousFaults, wearTheme } from './screen-faults.ts'
import { enterDemo, type ScreenCase, screens, show, signedOutScreens } from './screens.ts'
import { desktop, openWindow, phone, standUrl, tablet, test, uprightTablet } from './stand.ts'

test.each([tablet, uprightTablet, phone, desktop])(
  'on $width × $height every screen is whole in both themes, large enough to read and touch, and axe finds nothing serious',
  async (device) => {
    const url = standUrl()
    const page = await (await openWindow(device)).newPage()
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
  },
  240_000,
)

// Checks each theme on the current screen.
async function faultsOf(page: Page): Promise<Set<string>> {
  // Evaluated by the browser itself: the page's policy allows no other scripts.
  await page.evaluate(axe.source)
  const found: string[] = []
  for (const theme of ['light', 'dark']) {
    await page.evaluate(wearTheme, theme)
    for (const faults of [faultsOfText, faultsOfTargets, seriousFaults]) found.push(...(await page.evaluate(faults)))
  }
  return new Set(found)
}
