import { wholeSecond } from '@qtable/domain'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { drag, dragByFinger, middleOf, pickUpByKey } from './gestures.ts'
import { desktop, messageOf, openHostStand, registerStandRestaurant, test } from './stand.ts'

/** The size of a quarter hour and of a table's row in the timeline. */
const quarterPx = 36
const rowPx = 48

// The next quarter hour, fixed even if the tests run past it.
const first = Math.ceil(Date.now() / 900_000)
const inQuarters = (quarters: number) => wholeSecond((first + quarters) * 900_000)

const barOf = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^\\d+ ${name} `) })

async function openTimeline(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Timeline' }).click()
  await page.getByRole('region', { name: 'Timeline' }).waitFor()
}

/** The target of a drag, in quarter hours later and rows further down. */
async function from(page: Page, name: string, { quarters, rows }: { quarters: number; rows: number }) {
  const { x, y } = await middleOf(barOf(page, name))
  return { x: x + quarters * quarterPx, y: y + rows * rowPx }
}

test('a reservation is dragged to another table and time by mouse, finger and keyboard', async () => {
  const { url, owner, call, listed, tableIds } = await registerStandRestaurant({ capacities: [4, 4, 4] })
  const booked = async () => (await listed('/reservations?limit=10'))[0]
  await call('POST', '/reservations', {
    ...{ name: 'Moreau', partySize: 4, startsAt: inQuarters(4), durationMinutes: 60, tableIds: [tableIds[0]] },
  })
  const page = await openHostStand(url, { email: owner, device: desktop })
  await openTimeline(page)
  await barOf(page, 'Moreau').waitFor()
  await drag(page, barOf(page, 'Moreau'), await from(page, 'Moreau', { quarters: 2, rows: 1 }))
  await messageOf(page, /^Moreau moved to .* at table 2$/).waitFor()
  await expect.poll(booked).toMatchObject({ startsAt: inQuarters(6), tableIds: [tableIds[1]] })

  await barOf(page, 'Moreau').focus()
  await pickUpByKey(page)
  await page.getByText('Moreau picked up').waitFor({ state: 'attached' })
  const below = await from(page, 'Moreau', { quarters: 0, rows: 1 })
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => middleOf(barOf(page, 'Moreau'))).toEqual(below)
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => middleOf(barOf(page, 'Moreau'))).toEqual({ ...below, x: below.x - quarterPx })
  await page.keyboard.press('Space')
  await expect.poll(booked).toMatchObject({ startsAt: inQuarters(5), tableIds: [tableIds[2]] })
  // The keyboard continues from its new place.
  await pickUpByKey(page)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Space')
  await expect.poll(booked).toMatchObject({ startsAt: inQuarters(5), tableIds: [tableIds[1]] })

  const tablet = await openHostStand(url, { email: owner })
  await openTimeline(tablet)
  await barOf(tablet, 'Moreau').waitFor()
  await dragByFinger(tablet, barOf(tablet, 'Moreau'), await from(tablet, 'Moreau', { quarters: 1, rows: -1 }), {
    isHeld: tablet.locator('[data-dragging]'),
  })
  await expect.poll(booked).toMatchObject({ startsAt: inQuarters(6), tableIds: [tableIds[0]] })
})

test('an overlap is marked until it is moved, and a planned place is refused in words', async () => {
  const { url, owner, call, addSeated, listed, tableIds } = await registerStandRestaurant({ capacities: [4, 4] })
  const book = (name: string, table: number) =>
    call('POST', '/reservations', {
      ...{ name, partySize: 4, startsAt: inQuarters(2), durationMinutes: 90, tableIds: [tableIds[table - 1]] },
    })
  await book('Moreau', 1)
  await book('Sato', 2)
  await addSeated('Okafor', 4, [1])
  const page = await openHostStand(url, { email: owner, device: desktop })
  await openTimeline(page)
  await page.getByRole('button', { name: /^4 Moreau .*at table 1, Table 1 is taken by Okafor, party of 4/ }).waitFor()
  await page.getByText('1 conflict', { exact: true }).waitFor()

  await drag(page, barOf(page, 'Moreau'), await from(page, 'Moreau', { quarters: 0, rows: 2 }))
  await messageOf(page, /^Table 2 is promised to Sato at /).waitFor()
  await page.getByRole('button', { name: /^4 Moreau .*at table 1, Table 1 is taken by Okafor, party of 4/ }).waitFor()

  await drag(page, barOf(page, 'Sato'), await from(page, 'Sato', { quarters: 8, rows: 0 }))
  await messageOf(page, /^Sato moved to .* at table 2$/).waitFor()
  await drag(page, barOf(page, 'Moreau'), await from(page, 'Moreau', { quarters: 0, rows: 2 }))
  await page.getByRole('button', { name: /^4 Moreau .*at table 2$/ }).waitFor()
  await page.getByText('1 conflict', { exact: true }).waitFor({ state: 'detached' })
  await expect
    .poll(async () => (await listed('/reservations?limit=10')).map(({ name, tableIds: at }) => [name, at]))
    .toEqual(expect.arrayContaining([['Moreau', [tableIds[1]]]]))
})
