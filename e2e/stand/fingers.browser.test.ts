import { expect } from 'vitest'
import { dragByFinger } from './gestures.ts'
import { messageOf, openDevice, openRestaurant, rowOf, tableOf, test } from './stand.ts'

test('a finger that rests on a waiting party carries it to a table, and a seated party to another one', async () => {
  const { url, owner, addParty, party, tableIds } = await openRestaurant({ capacities: [2, 4, 4] })
  await addParty('Okafor', 4)
  const page = await openDevice(url, { email: owner })
  const fits = page.getByRole('button', { name: /^Table 3, .*fits exactly/ })
  await dragByFinger(page, rowOf(page, 'Okafor').getByText('Okafor'), tableOf(page, 2), { isHeld: fits })
  await tableOf(page, 2).filter({ hasText: 'Okafor' }).waitFor()
  await messageOf(page, 'Okafor seated at 2').waitFor()
  await dragByFinger(page, tableOf(page, 2), tableOf(page, 3), { isHeld: fits })
  await tableOf(page, 3).filter({ hasText: 'Okafor' }).waitFor()
  await messageOf(page, 'Okafor moved to 3').waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: [tableIds[2]] })
})

test('a large party is dropped on one table of a combination and seated at all of it', async () => {
  const { url, owner, call, addParty, party, tableIds } = await openRestaurant({ capacities: [4, 4, 2] })
  const joined = tableIds.slice(0, 2)
  await call('POST', '/combinations', { name: '1 + 2', tableIds: joined, minPartySize: 5, capacity: 7 })
  await addParty('Okafor', 7)
  const page = await openDevice(url, { email: owner })
  const row = rowOf(page, 'Okafor').getByText('Okafor')
  await dragByFinger(page, row, tableOf(page, 1), {
    isHeld: page.getByRole('button', { name: /^Table 2, .*fits when joined/ }),
  })
  await page.getByRole('button', { name: 'Seat at 1 + 2' }).tap()
  await tableOf(page, 2).filter({ hasText: 'Okafor' }).waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: joined })
})

test('a drop where a party does not fit says why and seats nobody; a drop beside the tables ends it', async () => {
  const { url, owner, addParty, party } = await openRestaurant({ capacities: [2, 4] })
  await addParty('Okafor', 4)
  const page = await openDevice(url, { email: owner })
  const row = rowOf(page, 'Okafor').getByText('Okafor')
  const isHeld = page.getByRole('button', { name: /^Table 2, .*fits exactly/ })
  await dragByFinger(page, row, tableOf(page, 1), { isHeld })
  await page.getByText('2 seats for 4').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).tap()
  await isHeld.waitFor({ state: 'detached' })
  await dragByFinger(page, row, page.getByRole('banner'), { isHeld })
  await isHeld.waitFor({ state: 'detached' })
  expect(await party('Okafor')).toMatchObject({ status: 'waiting' })
})
