import { expect } from 'vitest'
import { pickUpByKey } from './gestures.ts'
import { goTo } from './keys.ts'
import {
  desktop,
  messageOf,
  openHostStand,
  openWindow,
  registerStandRestaurant,
  rowOf,
  tableButton,
  test,
  testPassword,
} from './stand.ts'

test('a host with only a keyboard signs in, adds two parties, seats both, clears a table and undoes it', async () => {
  const { url, owner, party, tableIds } = await registerStandRestaurant({ capacities: [2, 4, 4] })
  const page = await (await openWindow(desktop)).newPage()
  const { keyboard } = page
  await page.goto(url)
  await page.getByLabel('Email').waitFor()
  await goTo(page, /^Email/)
  await keyboard.type(owner)
  await goTo(page, /^Password/)
  await keyboard.type(testPassword)
  await keyboard.press('Enter')
  await page.getByText('Nobody is waiting').waitFor()

  for (const [name, size] of [
    ['Okafor', '4'],
    ['Sato', '3'],
  ] as const) {
    await keyboard.press('n')
    await page.getByRole('dialog', { name: 'Add party' }).waitFor()
    await keyboard.press(size)
    await goTo(page, /^Name/)
    await keyboard.type(name)
    await keyboard.press('Enter')
    await rowOf(page, name).waitFor()
  }

  // By drag: pick up, move from table to table with the arrows, drop.
  await goTo(page, /Party of 4.*Okafor/)
  await pickUpByKey(page)
  await page.getByRole('button', { name: /^Table 2, .*fits exactly/ }).waitFor()
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowRight')
  await page.getByText('Table 2: fits exactly').waitFor()
  await keyboard.press('Space')
  await tableButton(page, 2).filter({ hasText: 'Okafor' }).waitFor()

  // Or party, then table.
  await goTo(page, /Party of 3.*Sato/)
  await keyboard.press('Enter')
  await page.getByRole('button', { name: /^Table 3, .*fits/ }).waitFor()
  await goTo(page, /^Table \d/, 'Shift+Tab')
  await goTo(page, /^Table 3, /, 'ArrowRight')
  await keyboard.press('Enter')
  await tableButton(page, 3).filter({ hasText: 'Sato' }).waitFor()

  await goTo(page, /^Table 2, /, 'ArrowLeft')
  await keyboard.press('Enter')
  await page.getByRole('dialog', { name: /^Table 2/ }).waitFor()
  await goTo(page, /^Done$/)
  await keyboard.press('Enter')
  await messageOf(page, 'Okafor is done at 2').waitFor()
  await keyboard.press('Control+z')
  await tableButton(page, 2).filter({ hasText: 'Okafor' }).waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: [tableIds[1]] })
  await expect.poll(() => party('Sato')).toMatchObject({ status: 'seated', tableIds: [tableIds[2]] })
})

test('a key opens the palette, which finds parties, tables and actions; another lists all keys', async () => {
  const { url, owner, addParty } = await registerStandRestaurant({ capacities: [2, 4] })
  await addParty('Okafor', 4)
  const page = await openHostStand(url, { email: owner, device: desktop })
  const { keyboard } = page
  await rowOf(page, 'Okafor').waitFor()
  const palette = page.getByRole('dialog', { name: 'Find anything' })
  const find = async (text: string) => {
    await keyboard.press('Control+k')
    await palette.getByRole('combobox').waitFor()
    await keyboard.type(text)
  }

  await find('okaf')
  await palette.getByRole('option', { name: /Okafor/, selected: true }).waitFor()
  await keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Okafor' }).waitFor()
  await keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Okafor' }).waitFor({ state: 'detached' })

  await find('table 2')
  await palette.getByRole('option', { name: /Table 2/, selected: true }).waitFor()
  await keyboard.press('Enter')
  await page.getByRole('dialog', { name: /^Table 2/ }).waitFor()
  await keyboard.press('Escape')

  await find('timel')
  await palette.getByRole('option', { name: 'Timeline', selected: true }).waitFor()
  await keyboard.press('Enter')
  await expect.poll(() => new URL(page.url()).pathname).toBe('/timeline')

  await find('nobody of that name')
  await palette.getByText('Nothing found').waitFor()
  await keyboard.press('Escape')
  await palette.waitFor({ state: 'detached' })

  await keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await list.getByText('Undo the last thing you did').waitFor()
  await keyboard.press('Escape')
  await list.waitFor({ state: 'detached' })
  await keyboard.press('1')
  await expect.poll(() => new URL(page.url()).pathname).toBe('/')
})
