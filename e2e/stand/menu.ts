import type { Page } from 'playwright-core'

/** Takes something out of the menu of whoever is signed in. */
export async function takeFromMenu(page: Page, label: string | RegExp): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: / (Owner|Manager|Host|Server|Viewer)$/ })
    .click()
  await page.getByRole('menuitem', { name: label }).click()
}
