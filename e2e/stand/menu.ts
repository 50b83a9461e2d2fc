import type { Page } from 'playwright-core'

/** Chooses an entry of the personal menu. */
export async function takeFromMenu(page: Page, label: string | RegExp): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: / (Owner|Manager|Host|Server|Viewer)$/ })
    .click()
  await page.getByRole('menuitem', { name: label }).click()
}
