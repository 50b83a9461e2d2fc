import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openDemo } from './demo.ts'
import { enterDemo, screens, show } from './screens.ts'
import { desktop, openWindow, phone, tablet } from './stand.ts'

/** What axe finds serious on a page, each with where. */
async function seriousOn(page: Page): Promise<string[]> {
  // Evaluated by the browser itself: the page's policy lets no other script in.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(
      // They hand the focus on at once.
      { exclude: ['[data-base-ui-focus-guard]'] },
      // What a table shows in signs, `95′`, its name says in words, and initials are said as the name.
      { rules: { 'label-content-name-mismatch': { enabled: false } } },
    )
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes
          .slice(0, 4)
          .map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
      )
  })
}

test.each(['dark', 'light'])(
  'nothing serious for people who see or move otherwise, on any screen, in the %s theme',
  async (theme) => {
    const url = await openDemo()
    const found: string[] = []
    for (const device of [tablet, phone, desktop]) {
      const context = await openWindow(device)
      await context.addInitScript((chosen) => localStorage.setItem('qtable.theme', chosen), theme)
      const page = await context.newPage()
      for (const path of ['/sign-in', '/register']) {
        await page.goto(url + path)
        await page.getByLabel('Password').waitFor()
        found.push(...(await seriousOn(page)).map((one) => `${device.width} ${path} ${one}`))
      }
      await enterDemo(page, url)
      for (const screen of screens) {
        await show(page, screen)
        found.push(...(await seriousOn(page)).map((one) => `${device.width} ${screen.name} ${one}`))
      }
      await context.close()
    }
    expect(found).toEqual([])
  },
  240_000,
)
