import { expect } from 'vitest'
import { drag, dragByFinger, pickUpByKey } from './gestures.ts'
import {
  desktop,
  messageOf,
  openHostStand,
  phone,
  registerStandRestaurant,
  rowOf,
  tableButton,
  tapsOf,
  test,
} from './stand.ts'

// What a host does differently on second thoughts, or mends after a mistake, in few taps.

test('a quote of any number of minutes is stepped to or typed while a party is added, and changed in its form', async () => {
  const { url, owner, party } = await registerStandRestaurant({ capacities: [4] })
  const page = await openHostStand(url, { email: owner })
  await page.getByRole('button', { name: 'Add party' }).tap()
  await page.getByRole('button', { name: 'Party of 5', exact: true }).tap()
  await page.getByLabel('Name').fill('Okafor')
  await page.getByRole('button', { name: '20', exact: true }).tap()
  await page.getByRole('button', { name: 'Quoted wait, minutes: more' }).tap()
  await page.getByRole('button', { name: 'Add to the line' }).tap()
  await expect.poll(() => party('Okafor')).toMatchObject({ quotedMinutes: 25 })
  await page.getByRole('button', { name: 'More for Okafor' }).tap()
  await page.getByRole('menuitem', { name: 'Edit' }).tap()
  await page.getByLabel('Quoted wait, minutes', { exact: true }).fill('37')
  await page.getByRole('button', { name: 'Save' }).tap()
  await expect.poll(() => party('Okafor')).toMatchObject({ quotedMinutes: 37 })
})

test('two taps bring a party back: from the line, from the next reservations, and from its last table', async () => {
  const { url, owner, addParty, addSeated, call, party, listed, tableIds } = await registerStandRestaurant({
    capacities: [4, 4],
  })
  const left = await addParty('Okafor', 4)
  await call('PUT', `/guests/${left}/status/atomic`, { status: 'left' })
  const seated = await addSeated('Sato', 3, [2])
  await call('PUT', `/guests/${seated}/status/atomic`, { status: 'finished' })
  const startsAt = new Date(Date.now() + 30 * 60_000).toISOString()
  const { id } = await call('POST', '/reservations', { name: 'Moreau', partySize: 2, startsAt })
  await call('PUT', `/reservations/${id}/status`, { status: 'no_show' })
  const page = await openHostStand(url, { email: owner })

  const fromLine = await tapsOf(page, async () => {
    await page.getByRole('button', { name: /^Ended today/ }).tap()
    await page.getByRole('button', { name: 'Bring back: Okafor' }).tap()
  })
  expect(fromLine).toBe(2)
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'waiting' })

  const fromTable = await tapsOf(page, async () => {
    await tableButton(page, 2).tap()
    await page.getByRole('dialog').getByRole('button', { name: 'Bring back' }).tap()
    await tableButton(page, 2).filter({ hasText: 'Sato' }).waitFor()
  })
  expect(fromTable).toBe(2)
  await expect.poll(() => party('Sato')).toMatchObject({ status: 'seated', tableIds: [tableIds[1]] })
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.getByRole('tab', { name: /^Next/ }).tap()
  const fromNext = await tapsOf(page, async () => {
    await page.getByRole('button', { name: /^Ended today/ }).tap()
    await page.getByRole('button', { name: 'Bring back: Moreau' }).tap()
  })
  expect(fromNext).toBe(2)
  await expect.poll(async () => (await listed('/reservations?limit=50'))[0]).toMatchObject({ status: 'confirmed' })
})

test('two seated parties swap by mouse, finger and keys, asked once, and one undo takes both back', async () => {
  const { url, owner, addSeated, party, tableIds } = await registerStandRestaurant({ capacities: [4, 4, 2] })
  await addSeated('Okafor', 4, [1])
  await addSeated('Sato', 3, [2])
  const [one, two] = tableIds
  const at = async (okafor: string | undefined, sato: string | undefined) => {
    await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: [okafor] })
    await expect.poll(() => party('Sato')).toMatchObject({ status: 'seated', tableIds: [sato] })
  }

  const page = await openHostStand(url, { email: owner, device: desktop })
  await drag(page, tableButton(page, 1), tableButton(page, 2))
  const question = page.getByRole('alertdialog', { name: 'Swap Okafor and Sato?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await at(one, two)
  await drag(page, tableButton(page, 1), tableButton(page, 2))
  await question.getByRole('button', { name: 'Swap' }).click()
  await messageOf(page, 'Okafor and Sato swapped').waitFor()
  await at(two, one)
  await page.getByRole('button', { name: 'Undo' }).click()
  await at(one, two)

  await tableButton(page, 1).focus()
  await pickUpByKey(page)
  await page.keyboard.press('ArrowRight')
  await page.getByText('Swap with Sato').waitFor()
  await page.keyboard.press('Space')
  await question.waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await at(two, one)
  await page.close()

  const touched = await openHostStand(url, { email: owner })
  await tableButton(touched, 2).filter({ hasText: 'Okafor' }).waitFor()
  await dragByFinger(touched, tableButton(touched, 2), tableButton(touched, 1), {
    isHeld: touched.locator('[data-placing]'),
  })
  await touched.getByRole('alertdialog', { name: 'Swap Okafor and Sato?' }).getByRole('button', { name: 'Swap' }).tap()
  await at(one, two)
})

test('three tables are joined with four taps once the party is chosen', async () => {
  const { url, owner, addParty, party, tableIds } = await registerStandRestaurant({ capacities: [4, 4, 4, 2] })
  await addParty('Okafor', 12)
  const page = await openHostStand(url, { email: owner })
  await rowOf(page, 'Okafor').getByText('Okafor').tap()
  const taps = await tapsOf(page, async () => {
    for (const number of [1, 2, 3]) await tableButton(page, number).tap()
    await page.getByRole('button', { name: 'Seat at 1 + 2 + 3' }).tap()
    await page.getByRole('button', { name: /^Table 3, Okafor, .*joined with 1/ }).waitFor()
  })
  expect(taps).toBe(4)
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: tableIds.slice(0, 3) })
})

test('the bar counts what is to be seen to, and its sheet solves each with one tap, also on a phone', async () => {
  const { url, owner, addSeated, call, listed, tableIds } = await registerStandRestaurant({ capacities: [4, 4] })
  const startsIn = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  const book = (name: string, minutes: number, at: (string | undefined)[]) =>
    call('POST', '/reservations', { name, partySize: 2, startsAt: startsIn(minutes), tableIds: at })
  await book('Moreau', -20, [])
  await book('Haddad', 40, [tableIds[0]])
  await addSeated('Okafor', 4, [1])
  const booked = async (name: string) => (await listed('/reservations?limit=50')).find((one) => one.name === name)
  for (const device of [undefined, phone]) {
    const page = await openHostStand(url, { email: owner, ...(device ? { device } : {}) })
    await page.getByRole('button', { name: device ? '1 to see to' : '2 to see to' }).tap()
    const sheet = page.getByRole('dialog', { name: 'To see to' })
    if (device) await sheet.getByRole('button', { name: 'Give table 2: Haddad' }).tap()
    else await sheet.getByRole('button', { name: 'No-show: Moreau' }).tap()
    if (device) await sheet.getByText('Nothing to see to').waitFor()
  }
  await expect.poll(() => booked('Moreau')).toMatchObject({ status: 'no_show' })
  await expect.poll(() => booked('Haddad')).toMatchObject({ tableIds: [tableIds[1]] })
})

test('a device sounds only once somebody has chosen it there, and lets each sound be tried', async () => {
  const { url, owner } = await registerStandRestaurant({ capacities: [4] })
  const page = await openHostStand(url, { email: owner })
  await page.goto(`${url}/account`)
  await page.getByRole('heading', { name: 'This device' }).waitFor()
  expect(await page.getByRole('button', { name: 'Quote run out' }).count()).toBe(0)
  await page.getByRole('checkbox', { name: /^Sounds/ }).tap()
  await page.evaluate(() => {
    const { createOscillator } = AudioContext.prototype
    AudioContext.prototype.createOscillator = function made(this: AudioContext) {
      document.body.dataset.notes = String(Number(document.body.dataset.notes ?? 0) + 1)
      return createOscillator.call(this)
    }
  })
  await page.getByRole('button', { name: 'Quote run out' }).tap()
  await expect.poll(() => page.evaluate(() => document.body.dataset.notes)).toBe('2')
  await page.reload()
  expect(await page.getByRole('checkbox', { name: /^Sounds/ }).isChecked()).toBe(true)
})
