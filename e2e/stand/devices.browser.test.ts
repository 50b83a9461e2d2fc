import { expect, onTestFinished } from 'vitest'
import { openNetwork } from '../faults/network.ts'
import { desktop, messageOf, openDevice, openRestaurant, rowOf, tableOf, test } from './stand.ts'

test('two devices see what the other does, with who did it', async () => {
  const { url, owner, hire, addParty, party } = await openRestaurant({ capacities: [2, 4] })
  await addParty('Okafor', 4)
  const first = await openDevice(url, { email: owner })
  const second = await openDevice(url, { device: desktop, email: await hire('Mia Berg') })
  await rowOf(first, 'Okafor').waitFor()

  await second.getByRole('button', { name: 'Add party' }).click()
  await second.getByRole('button', { name: 'Party of 2', exact: true }).click()
  await second.getByLabel('Name').fill('Sato')
  await second.getByRole('button', { name: 'Add to the line' }).last().click()
  await rowOf(first, 'Sato').getByTitle('Just changed by Mia Berg').waitFor()

  await rowOf(first, 'Okafor').getByText('Okafor').tap()
  await tableOf(first, 2).tap()
  await tableOf(second, 2).filter({ hasText: 'Okafor' }).waitFor()
  await rowOf(second, 'Okafor').waitFor({ state: 'detached' })
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated' })
})

test('work goes on without a network and through a reload; what was taken meanwhile is told in words', async () => {
  const { url, owner, addParty, call, party, tableIds } = await openRestaurant({ capacities: [4, 4] })
  await addParty('Okafor', 4)
  const rival = await addParty('Sato', 3)
  const network = await openNetwork(() => Number(new URL(url).port))
  onTestFinished(() => network.close())
  const page = await openDevice(network.url, { email: owner })
  await rowOf(page, 'Okafor').waitFor()
  // Only from then on the app is on the device, and the floor with it.
  await expect.poll(() => page.evaluate(holds, { store: 'bases', count: 1 }), { timeout: 10_000 }).toBe(true)

  network.set('closed')
  await page.getByText('No network.').waitFor()
  await rowOf(page, 'Okafor').getByText('Okafor').tap()
  await tableOf(page, 1).tap()
  await tableOf(page, 1).filter({ hasText: 'Okafor' }).waitFor()
  await page.getByRole('button', { name: 'Add party' }).tap()
  await page.getByRole('button', { name: 'Party of 2', exact: true }).tap()
  await page.getByLabel('Name').fill('Moreau')
  await page.getByRole('button', { name: 'Add to the line' }).last().tap()
  await page.getByRole('button', { name: '2 changes to send' }).waitFor()
  // Shown in the moment of the tap, written down a moment later.
  await expect.poll(() => page.evaluate(holds, { store: 'entries', count: 2 }), { timeout: 10_000 }).toBe(true)

  await page.reload()
  await page.getByRole('button', { name: '2 changes to send' }).waitFor()
  await tableOf(page, 1).filter({ hasText: 'Okafor' }).waitFor()
  await rowOf(page, 'Moreau').waitFor()

  await call('PUT', `/guests/${rival}/status/atomic`, { status: 'seated', tableId: tableIds[0] })
  network.set('open')
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await messageOf(page, 'Table 1 was just given to Sato, a party of three.').waitFor({ timeout: 45_000 })
  await rowOf(page, 'Okafor').waitFor()
  await tableOf(page, 1).filter({ hasText: 'Sato' }).waitFor()
  await expect.poll(() => party('Moreau')).toMatchObject({ status: 'waiting', partySize: 2 })
  expect(await party('Okafor')).toMatchObject({ status: 'waiting' })

  // It stays to be solved, whatever becomes of the page.
  await page.reload()
  await page.getByRole('button', { name: '1 change refused' }).tap()
  const sheet = page.getByRole('dialog', { name: 'To send and to solve' })
  await sheet.getByText('Table 1 was just given to Sato').waitFor()
  await sheet.getByText('Could not seat Okafor at table 1').waitFor()
  await sheet.getByRole('button', { name: 'Seat elsewhere' }).waitFor()
  await sheet.getByRole('button', { name: 'Dismiss' }).tap()
  await sheet.getByText('Everything is sent').waitFor()
}, 120_000)

// Runs in the page. Asked before the app has made its database, it must not make an empty one in its place.
async function holds({ store, count }: { store: string; count: number }): Promise<boolean> {
  if (!(await navigator.serviceWorker.getRegistration())?.active) return false
  if (!(await indexedDB.databases()).some(({ name }) => name === 'qtable')) return false
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('qtable')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const found = await new Promise<number>((resolve, reject) => {
    const counting = db.transaction(store).objectStore(store).count()
    counting.onsuccess = () => resolve(counting.result)
    counting.onerror = () => reject(counting.error)
  })
  db.close()
  return found >= count
}
