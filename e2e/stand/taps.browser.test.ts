import { expect } from 'vitest'
import { drag } from './gestures.ts'
import { messageOf, openHostStand, phone, registerStandRestaurant, rowOf, tableButton, tapsOf, test } from './stand.ts'

test('a walk-in of four sits at a table with two taps after the size pad is open', async () => {
  const { url, owner } = await registerStandRestaurant({ capacities: [2, 4, 6] })
  const page = await openHostStand(url, { email: owner })
  await page.getByRole('button', { name: 'Add party' }).tap()
  const taps = await tapsOf(page, async () => {
    await page.getByRole('button', { name: 'Party of 4', exact: true }).tap()
    await tableButton(page, 2).tap()
    await tableButton(page, 2).filter({ hasText: 'Walk-in' }).waitFor()
  })
  expect(taps).toBe(2)
  await messageOf(page, 'Walk-in seated at 2').waitFor()
})

test('a party joins the line from one sheet that does not scroll', async () => {
  const { url, owner, party } = await registerStandRestaurant({ capacities: [4] })
  for (const device of [undefined, phone]) {
    const page = await openHostStand(url, { email: owner, ...(device ? { device } : {}) })
    const name = device ? 'Sato' : 'Okafor'
    await page.getByRole('button', { name: 'Add party' }).tap()
    const sheet = page.getByRole('dialog', { name: 'Add party' })
    await page.getByRole('button', { name: 'Party of 5', exact: true }).tap()
    await sheet.getByLabel('Name').fill(name)
    await sheet.getByLabel('Phone').fill('+49 30 901820')
    await sheet
      .getByRole('button', { name: '20', exact: true })
      .or(sheet.getByRole('radio', { name: '20' }))
      .tap()
    const hidden = await sheet.evaluate(
      (node) =>
        [...node.querySelectorAll('*')].filter(
          (one) => one.scrollHeight > one.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(one).overflowY),
        ).length,
    )
    expect(hidden).toBe(0)
    await page.getByRole('button', { name: 'Add to the line' }).last().tap()
    await rowOf(page, name).waitFor()
    await expect.poll(() => party(name)).toMatchObject({ partySize: 5, quotedMinutes: 20, phone: '+4930901820' })
  }
})

test('a waiting party is seated by two taps or by one drag', async () => {
  const { url, owner, addParty, party } = await registerStandRestaurant({ capacities: [2, 4, 4] })
  await addParty('Okafor', 4)
  await addParty('Sato', 3)
  const page = await openHostStand(url, { email: owner })
  const taps = await tapsOf(page, async () => {
    await rowOf(page, 'Okafor').getByText('Okafor').tap()
    await tableButton(page, 2).tap()
    await tableButton(page, 2).filter({ hasText: 'Okafor' }).waitFor()
  })
  expect(taps).toBe(2)
  const dragTaps = await tapsOf(page, async () => {
    await drag(page, rowOf(page, 'Sato').getByText('Sato'), tableButton(page, 3))
    await tableButton(page, 3).filter({ hasText: 'Sato' }).waitFor()
  })
  expect(dragTaps).toBeLessThanOrEqual(1)
  await expect.poll(() => party('Sato')).toMatchObject({ status: 'seated' })
})

test('while a party is placed, tables that fit say how well, and one that does not says why', async () => {
  const { url, owner, addParty, call, tableIds } = await registerStandRestaurant({ capacities: [2, 4, 4, 8] })
  await addParty('Okafor', 4)
  const id = await addParty('Sato', 3)
  await call('PUT', `/guests/${id}/status/atomic`, { status: 'seated', tableId: tableIds[2] })
  const page = await openHostStand(url, { email: owner })
  await rowOf(page, 'Okafor').getByText('Okafor').tap()
  await page.getByRole('button', { name: /^Table 2, .*fits exactly/ }).waitFor()
  await page.getByRole('button', { name: /^Table 4, .*more seats than needed/ }).waitFor()
  await page.getByRole('button', { name: /^Table 1, .*does not fit/ }).tap()
  await page.getByText('2 seats for 4').waitFor()
  await tableButton(page, 3).tap()
  await page.getByText('Table 3 is taken by Sato, party of 3').waitFor()
})

test('a table is done with two taps, and undone with one', async () => {
  const { url, owner, addParty, call, party, tableIds } = await registerStandRestaurant({ capacities: [2, 4] })
  const id = await addParty('Okafor', 4)
  await call('PUT', `/guests/${id}/status/atomic`, { status: 'seated', tableId: tableIds[1] })
  const page = await openHostStand(url, { email: owner })
  const taps = await tapsOf(page, async () => {
    await tableButton(page, 2).tap()
    await page.getByRole('button', { name: 'Done', exact: true }).tap()
    await page.getByRole('button', { name: /^Table 2, .*(free|being cleaned)/ }).waitFor()
  })
  expect(taps).toBe(2)
  const undo = await tapsOf(page, async () => {
    await page.getByRole('button', { name: 'Undo' }).tap()
    await tableButton(page, 2).filter({ hasText: 'Okafor' }).waitFor()
  })
  expect(undo).toBe(1)
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: [tableIds[1]] })
})

test('a party is moved by a drag from table to table', async () => {
  const { url, owner, addParty, call, party, tableIds } = await registerStandRestaurant({ capacities: [4, 4] })
  const id = await addParty('Okafor', 4)
  await call('PUT', `/guests/${id}/status/atomic`, { status: 'seated', tableId: tableIds[0] })
  const page = await openHostStand(url, { email: owner })
  await drag(page, tableButton(page, 1), tableButton(page, 2))
  await tableButton(page, 2).filter({ hasText: 'Okafor' }).waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ tableIds: [tableIds[1]] })
})

test('two tables are joined for a big party by tapping them', async () => {
  const { url, owner, addParty, party, tableIds } = await registerStandRestaurant({ capacities: [4, 4, 2] })
  await addParty('Okafor', 8)
  const page = await openHostStand(url, { email: owner })
  await rowOf(page, 'Okafor').getByText('Okafor').tap()
  await page.getByRole('button', { name: 'Join tables' }).tap()
  await tableButton(page, 1).tap()
  await tableButton(page, 2).tap()
  await page.getByRole('button', { name: 'Seat at 1 + 2' }).tap()
  await page.getByRole('button', { name: /^Table 2, Okafor, .*joined with 1/ }).waitFor()
  await page.getByLabel('Floor plan').getByText('Okafor', { exact: true }).waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: tableIds.slice(0, 2) })
})

test('no-show, left and cancel take two taps from the line and one to undo; a party that left is brought back', async () => {
  const { url, owner, addParty, party } = await registerStandRestaurant({ capacities: [4] })
  await addParty('Okafor', 4)
  const page = await openHostStand(url, { email: owner })
  for (const [label, status] of [
    ['No-show', 'no_show'],
    ['Left', 'left'],
    ['Cancel party', 'cancelled'],
  ] as const) {
    const taps = await tapsOf(page, async () => {
      await page.getByRole('button', { name: 'More for Okafor' }).tap()
      await page.getByRole('menuitem', { name: label }).tap()
    })
    expect(taps).toBe(2)
    await expect.poll(() => party('Okafor')).toMatchObject({ status })
    await page.getByRole('button', { name: 'Undo' }).tap()
    await expect.poll(() => party('Okafor')).toMatchObject({ status: 'waiting' })
    await page.getByRole('button', { name: 'Notify Okafor' }).waitFor()
  }
  await page.getByRole('button', { name: 'More for Okafor' }).tap()
  await page.getByRole('menuitem', { name: 'Left' }).tap()
  await page.getByRole('button', { name: /^Ended today/ }).tap()
  await page.getByRole('button', { name: 'More for Okafor' }).tap()
  await page.getByRole('menuitem', { name: 'Bring back' }).tap()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'waiting' })
})

test('a reservation arrives with one tap and is seated with one more', async () => {
  const { url, owner, call, party, tableIds } = await registerStandRestaurant({ capacities: [4, 4] })
  const startsAt = new Date(Date.now() + 10 * 60_000).toISOString()
  await call('POST', '/reservations', { name: 'Moreau', partySize: 4, startsAt, tableIds: [tableIds[1]] })
  const page = await openHostStand(url, { email: owner })
  await page.getByRole('tab', { name: /^Next/ }).tap()
  const arrive = await tapsOf(page, async () => {
    await rowOf(page, 'Moreau').getByRole('button', { name: 'Arrived' }).tap()
    await rowOf(page, 'Moreau').getByRole('button', { name: 'Seat at 2' }).waitFor()
  })
  expect(arrive).toBe(1)
  const seat = await tapsOf(page, async () => {
    await rowOf(page, 'Moreau').getByRole('button', { name: 'Seat at 2' }).tap()
    await tableButton(page, 2).filter({ hasText: 'Moreau' }).waitFor()
  })
  expect(seat).toBe(1)
  await expect.poll(() => party('Moreau')).toMatchObject({ status: 'seated', tableIds: [tableIds[1]] })
})
