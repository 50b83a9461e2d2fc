import { expect } from 'vitest'
import { dragByFinger, swipe } from './gestures.ts'
import { messageOf, openHostStand, registerStandRestaurant, rowOf, tableButton, test } from './stand.ts'

test('a resting finger drags a waiting party to a table, and a seated party to another one', async () => {
  const { url, owner, addParty, party, tableIds } = await registerStandRestaurant({ capacities: [2, 4, 4] })
  await addParty('Okafor', 4)
  const page = await openHostStand(url, { email: owner })
  const fits = page.getByRole('button', { name: /^Table 3, .*fits exactly/ })
  await dragByFinger(page, rowOf(page, 'Okafor').getByText('Okafor'), tableButton(page, 2), { isHeld: fits })
  await tableButton(page, 2).filter({ hasText: 'Okafor' }).waitFor()
  await messageOf(page, 'Okafor seated at 2').waitFor()
  await dragByFinger(page, tableButton(page, 2), tableButton(page, 3), { isHeld: fits })
  await tableButton(page, 3).filter({ hasText: 'Okafor' }).waitFor()
  await messageOf(page, 'Okafor moved to 3').waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: [tableIds[2]] })
})

test('a large party is dropped on one table of a combination and seated at all of it', async () => {
  const { url, owner, call, addParty, party, tableIds } = await registerStandRestaurant({ capacities: [4, 4, 2] })
  const joined = tableIds.slice(0, 2)
  await call('POST', '/combinations', { name: '1 + 2', tableIds: joined, minPartySize: 5, capacity: 7 })
  await addParty('Okafor', 7)
  const page = await openHostStand(url, { email: owner })
  const row = rowOf(page, 'Okafor').getByText('Okafor')
  await dragByFinger(page, row, tableButton(page, 1), {
    isHeld: page.getByRole('button', { name: /^Table 2, .*fits when joined/ }),
  })
  await page.getByRole('button', { name: /^Table 2, Okafor, / }).waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: joined })
})

test('a drop where a party does not fit asks or says why, and is over: the next tap opens a table', async () => {
  const { url, owner, addParty, addSeated, party } = await registerStandRestaurant({ capacities: [2, 4, 4] })
  await addParty('Okafor', 4)
  await addSeated('Sato', 3, [3])
  const page = await openHostStand(url, { email: owner })
  const row = rowOf(page, 'Okafor').getByText('Okafor')
  const isHeld = page.getByRole('button', { name: /^Table 2, .*fits exactly/ })
  await dragByFinger(page, row, tableButton(page, 1), { isHeld })
  await page.getByRole('alertdialog').getByText('2 seats for 4').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).tap()
  await dragByFinger(page, row, tableButton(page, 3), { isHeld })
  await messageOf(page, 'Table 3 is taken by Sato, party of 3').waitFor()
  await isHeld.waitFor({ state: 'detached' })
  await tableButton(page, 2).tap()
  await page.getByRole('dialog', { name: /Table 2/ }).waitFor()
  await page.getByRole('button', { name: 'Close', exact: true }).tap()
  await dragByFinger(page, row, page.getByRole('banner'), { isHeld })
  await isHeld.waitFor({ state: 'detached' })
  expect(await party('Okafor')).toMatchObject({ status: 'waiting' })
})

test('a swipe over a row reveals what comes next on one side and what ends it on the other', async () => {
  const { url, owner, addParty, party } = await registerStandRestaurant({ capacities: [4] })
  await addParty('Okafor', 4)
  await addParty('Sato', 2)
  const page = await openHostStand(url, { email: owner })
  const name = rowOf(page, 'Okafor').getByText('Okafor')
  const ending = page.getByRole('button', { name: 'No-show: Okafor' })

  await swipe(page, name, { x: -220 })
  await ending.waitFor()
  await swipe(page, rowOf(page, 'Sato').getByText('Sato'), { x: -220 })
  await page.getByRole('button', { name: 'No-show: Sato' }).waitFor()
  await ending.waitFor({ state: 'detached' })
  await page.getByRole('banner').tap()
  await page.getByRole('button', { name: 'No-show: Sato' }).waitFor({ state: 'detached' })
  expect(await page.getByRole('dialog').count()).toBe(0)

  await swipe(page, name, { x: -220 })
  await ending.tap()
  await messageOf(page, 'Okafor did not show').waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'no_show' })
  await page.getByRole('button', { name: 'Undo' }).tap()
  await rowOf(page, 'Okafor').waitFor()

  await swipe(page, name, { x: 220 })
  await page.locator('[data-side]').getByRole('button', { name: 'Notify Okafor' }).tap()
  await messageOf(page, 'Okafor is marked as notified').waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'notified' })
})

test('a vertical finger scrolls the line and neither opens, drags nor reveals anything', async () => {
  const { url, owner, call } = await registerStandRestaurant({ capacities: [4] })
  const parties = Array.from({ length: 30 }, (_, i) => ({ name: `Party ${i}`, partySize: 2 }))
  const operations = parties.map((payload) => ({ id: crypto.randomUUID(), type: 'guest.create', payload }))
  await call('POST', '/atomic/batch', { operations })
  const page = await openHostStand(url, { email: owner })
  await rowOf(page, 'Party 29').waitFor()
  const row = rowOf(page, 'Party 4').getByText('Party 4')
  const before = (await row.boundingBox())?.y ?? 0
  await swipe(page, row, { x: 12, y: -220 })
  await expect.poll(async () => (await row.boundingBox())?.y ?? 0).toBeLessThan(before - 100)
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(await page.locator('[data-side]').count()).toBe(0)
  await page.getByRole('button', { name: /^Table 1, (?!.*fits).*free/ }).waitFor()
})
