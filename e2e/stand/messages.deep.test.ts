import { expect } from 'vitest'
import {
  desktop,
  messageOf,
  openHostStand,
  phone,
  registerStandRestaurant,
  tableButton,
  tablet,
  test,
  uprightTablet,
} from './stand.ts'

test('a message covers no table at any size, takes the place of the one before, and is gone after five seconds', async () => {
  const { url, owner, addSeated } = await registerStandRestaurant({ capacities: Array.from({ length: 60 }, () => 4) })
  await addSeated('Okafor', 4, [60])
  for (const device of [tablet, uprightTablet, desktop, phone]) {
    const page = await openHostStand(url, { email: owner, device })
    const plan = page.getByRole('button', { name: 'Floor', exact: true })
    if ((await plan.count()) > 0) await plan.click()
    await tableButton(page, 60).click()
    await page.getByRole('button', { name: 'Mains', exact: true }).click()
    await messageOf(page, 'Okafor: mains').waitFor()
    await page.getByRole('button', { name: 'Dessert', exact: true }).click()
    await messageOf(page, 'Okafor: dessert').waitFor()
    await messageOf(page, 'Okafor: mains').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    const message = await page.getByRole('region', { name: 'Messages' }).locator('> *').last().boundingBox()
    if (!message) throw new Error('the message is not shown')
    for (const table of await page.locator('[data-table]').all()) {
      const box = await table.boundingBox()
      if (!box) continue
      const isBeside = box.x + box.width <= message.x || message.x + message.width <= box.x
      expect(isBeside || box.y + box.height <= message.y || message.y + message.height <= box.y).toBe(true)
    }
    await messageOf(page, 'Okafor: dessert').waitFor({ state: 'detached', timeout: 8_000 })
    await page.context().close()
  }
})
