import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { drag, middleOf } from './gestures.ts'
import { takeFromMenu } from './menu.ts'
import { desktop, messageOf, openHostStand, registerStandRestaurant, tableButton, test } from './stand.ts'

async function openEditor(page: Page): Promise<void> {
  await takeFromMenu(page, 'Edit the floor')
  await page.getByText('Nothing reaches the floor until you save.').waitFor()
}

/** A table in the editor. */
const drawn = (page: Page, number: number) =>
  page.getByRole('button', { name: new RegExp(`^Table ${number}, \\d+ seat`) })

test('tables are created, aligned, turned, copied and deleted, and reach every device with one save', async () => {
  const { url, owner, listed, table, hire } = await registerStandRestaurant({ capacities: [2, 4, 4] })
  const other = await openHostStand(url, { email: await hire('Mia Berg') })
  await tableButton(other, 3).waitFor()
  const page = await openHostStand(url, { email: owner, device: desktop })
  await openEditor(page)
  const before = await listed('/tables')

  const first = await middleOf(drawn(page, 1))
  await drag(page, drawn(page, 3), { x: first.x + 4, y: first.y + 201 })
  const angle = page.getByRole('textbox', { name: 'Rotation, degrees' })
  await page.getByRole('button', { name: 'Rotation, degrees: more' }).click()
  await expect.poll(() => angle.inputValue()).toBe('15')
  const third = await middleOf(drawn(page, 3))
  await drag(page, page.getByTitle('Turn the table'), { x: third.x + 120, y: third.y })
  await expect.poll(() => angle.inputValue()).toBe('90')
  await page.getByRole('button', { name: 'Copy' }).click()
  await drawn(page, 4).waitFor()
  await page.getByRole('button', { name: 'Add table' }).click()
  await page.getByRole('menuitem', { name: 'Round' }).click()
  await drawn(page, 5).waitFor()
  await page.getByRole('button', { name: 'Seats: more' }).click()
  await drawn(page, 2).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await drawn(page, 2).waitFor({ state: 'detached' })
  await page.keyboard.press('Control+z')
  await drawn(page, 2).waitFor()
  await page.keyboard.press('Control+Shift+z')
  await drawn(page, 2).waitFor({ state: 'detached' })
  expect(await listed('/tables')).toEqual(before)
  await tableButton(other, 2).waitFor()

  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await messageOf(page, 'The floor is saved').waitFor()
  await tableButton(other, 5).waitFor()
  await tableButton(other, 2).waitFor({ state: 'detached' })
  const versions = await Promise.all([3, 4, 5].map(async (number) => (await table(number))?.version))
  expect(new Set(versions).size).toBe(1)
  // In line with table 1.
  expect(await table(3)).toMatchObject({ rotation: 90, position: { x: 40 } })
  expect(await table(4)).toMatchObject({ rotation: 90, capacity: 4 })
  expect(await table(5)).toMatchObject({ shape: 'round', capacity: 5 })
  expect(await table(2)).toBeUndefined()
})

test('a dragged table follows the pointer past its neighbours, and what is new or overlaps is seen', async () => {
  const { url, owner } = await registerStandRestaurant({ capacities: [2, 4, 6] })
  const page = await openHostStand(url, { email: owner, device: desktop })
  await openEditor(page)
  const [first, third] = [await middleOf(drawn(page, 1)), await middleOf(drawn(page, 3))]
  const end = { x: third.x + 40, y: first.y + 160 }
  await drag(page, drawn(page, 1), end)
  const reached = await middleOf(drawn(page, 1))
  expect(Math.hypot(reached.x - end.x, reached.y - end.y)).toBeLessThan(20)
  // Nothing follows once the button is released.
  await page.mouse.move(first.x, first.y, { steps: 4 })
  expect(await middleOf(drawn(page, 1))).toEqual(reached)

  await page.getByRole('button', { name: 'Select several' }).click()
  await drawn(page, 2).click()
  const seats = page.getByRole('textbox', { name: 'Seats' })
  expect(await seats.getAttribute('placeholder')).toBe('mixed')
  await page.getByRole('button', { name: 'Seats: more' }).click()
  await page.getByRole('button', { name: /^Table 1, 3 seats/ }).waitFor()
  await page.getByRole('button', { name: /^Table 2, 5 seats/ }).waitFor()
  await page.getByRole('button', { name: 'Select several' }).click()

  for (const shape of ['Square', 'Square', 'Round']) {
    await page.getByRole('button', { name: 'Add table' }).click()
    await page.getByRole('menuitem', { name: shape }).click()
  }
  await page.getByRole('button', { name: 'Copy' }).click()
  await drawn(page, 7).waitFor()
  expect(await page.getByText(/overlap/).count()).toBe(0)
  await drag(page, drawn(page, 2), drawn(page, 3))
  await page.getByText('Tables 2, 3 overlap').waitFor()
  await page.getByRole('button', { name: 'Table 3, 6 seats, overlaps another table' }).waitFor()
})

test('leaving unsaved edits asks first, and discards them', async () => {
  const { url, owner, table } = await registerStandRestaurant({ capacities: [2] })
  const page = await openHostStand(url, { email: owner, device: desktop })
  await openEditor(page)
  await drawn(page, 1).click()
  await page.getByRole('button', { name: 'Seats: more' }).click()
  await page.getByRole('button', { name: /^Table 1, 3 seats/ }).waitFor()
  const isAskedByTheBrowser = await page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })))
  expect(isAskedByTheBrowser).toBe(true)

  const timeline = page.getByRole('link', { name: 'Timeline' })
  const question = page.getByRole('alertdialog')
  await timeline.click()
  await question.getByText('1 change would be lost').waitFor()
  await question.getByRole('button', { name: 'Stay' }).click()
  await question.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: /^Table 1, 3 seats/ }).waitFor()

  const editor = page.url()
  await page.evaluate(() => history.back())
  await question.getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('button', { name: /^Table 1, 3 seats/ }).waitFor()
  expect(page.url()).toBe(editor)

  await timeline.click()
  await question.getByRole('button', { name: 'Leave' }).click()
  await expect.poll(() => new URL(page.url()).pathname).toBe('/timeline')
  await openEditor(page)
  await page.getByRole('button', { name: /^Table 1, 2 seats/ }).waitFor()
  expect(await table(1)).toMatchObject({ capacity: 2 })

  await drawn(page, 1).click()
  await page.getByRole('button', { name: 'Seats: more' }).click()
  await page.evaluate(() => history.back())
  await question.getByRole('button', { name: 'Leave' }).click()
  await expect.poll(() => page.url()).not.toBe(editor)
  await page.getByRole('button', { name: /^Table 1, 3 seats/ }).waitFor({ state: 'detached' })
})

test('two people edit at once: separate changes are merged, and conflicts are asked about', async () => {
  const { url, owner, table, hire } = await registerStandRestaurant({ capacities: [2, 4] })
  const mine = await openHostStand(url, { email: owner, device: desktop })
  const theirs = await openHostStand(url, { email: await hire('Mia Berg', 'manager'), device: desktop })
  for (const page of [mine, theirs]) await openEditor(page)
  const addSeats = async (page: Page, number: number, more: number) => {
    await drawn(page, number).click()
    for (let i = 0; i < more; i += 1) await page.getByRole('button', { name: 'Seats: more' }).click()
  }
  await addSeats(mine, 1, 1)
  await addSeats(theirs, 1, 2)
  await addSeats(theirs, 2, 2)
  await theirs.getByRole('button', { name: 'Save', exact: true }).click()
  await messageOf(theirs, 'The floor is saved').waitFor()
  await expect.poll(() => table(1)).toMatchObject({ capacity: 4 })
  // From now on this device knows about it too.
  await mine.getByTitle('1 free table for 6').waitFor()

  const save = mine.getByRole('button', { name: 'Save', exact: true })
  const question = mine.getByRole('alertdialog')
  await save.click()
  await question.getByText('Table 1: changed by both, yours is kept').waitFor()
  await expect.poll(() => question.getByRole('listitem').count()).toBe(1)
  await question.getByRole('button', { name: 'Keep drawing' }).click()
  await question.waitFor({ state: 'detached' })
  expect(await table(1)).toMatchObject({ capacity: 4 })
  await save.click()
  await question.getByRole('button', { name: 'Save mine' }).click()
  await messageOf(mine, 'The floor is saved').waitFor()
  await expect.poll(() => table(1)).toMatchObject({ capacity: 3 })
  expect(await table(2)).toMatchObject({ capacity: 6 })
})
