import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { middleOf, openFinger } from './gestures.ts'
import {
  desktop,
  openHostStand,
  phone,
  registerStandRestaurant,
  tableButton,
  tablet,
  test,
  uprightTablet,
} from './stand.ts'

/** Where tables 1 and 30 are on the screen. */
async function places(page: Page) {
  return Promise.all([1, 30].map((number) => tableButton(page, number).boundingBox()))
}

const thirty = Array.from({ length: 30 }, (_, i) => [2, 4, 6][i % 3] ?? 4)

test.each([tablet, uprightTablet, desktop])(
  'on $width × $height no table moves as a size is chosen, a table refuses, or the network goes and comes back',
  async (device) => {
    const { url, owner } = await registerStandRestaurant({ capacities: thirty })
    const page = await openHostStand(url, { email: owner, device })
    await tableButton(page, 30).waitFor()
    const before = await places(page)
    await page.getByRole('button', { name: 'Add party' }).click()
    await page.getByRole('button', { name: 'Party of 4', exact: true }).click()
    await page.getByText('Tap or drop on a table').waitFor()
    expect(await places(page)).toEqual(before)
    await tableButton(page, 1).click()
    await page.getByRole('button', { name: 'Seat at 1 anyway' }).waitFor()
    expect(await places(page)).toEqual(before)
    await page.keyboard.press('Escape')
    await page.context().setOffline(true)
    await page.getByText('No network.').waitFor()
    expect(await places(page)).toEqual(before)
    await page.context().setOffline(false)
    await page.getByText('No network.').waitFor({ state: 'hidden' })
    expect(await places(page)).toEqual(before)
  },
)

test('on a phone no row moves as the network goes', async () => {
  const { url, owner, addParty } = await registerStandRestaurant({ capacities: [4] })
  await addParty('Okafor', 2)
  const page = await openHostStand(url, { email: owner, device: phone })
  const row = page.getByRole('listitem').filter({ hasText: 'Okafor' })
  await row.waitFor()
  const before = await row.boundingBox()
  await page.context().setOffline(true)
  await page.getByRole('banner').getByText('No network.').waitFor()
  expect(await row.boundingBox()).toEqual(before)
})

test('on a phone no table moves while a party is dragged', async () => {
  const { url, owner, addSeated } = await registerStandRestaurant({ capacities: thirty })
  await addSeated('Okafor', 2, [1])
  const page = await openHostStand(url, { email: owner, device: phone })
  await page.getByRole('button', { name: 'Floor', exact: true }).tap()
  await page.getByRole('button', { name: /^Table 1, Okafor/ }).waitFor()
  const before = await places(page)
  const finger = await openFinger(page)
  await finger.down(await middleOf(tableButton(page, 1)))
  await page.getByRole('button', { name: /^Table 2, .*fits/ }).waitFor()
  expect(await places(page)).toEqual(before)
  await finger.moveTo(await middleOf(tableButton(page, 30)))
  expect(await places(page)).toEqual(before)
  await finger.up()
})
