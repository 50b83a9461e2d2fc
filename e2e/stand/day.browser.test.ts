import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { wholeSecond } from '@qtable/domain'
import { expect, onTestFinished } from 'vitest'
import { takeFromMenu } from './menu.ts'
import { desktop, messageOf, openHostStand, registerStandRestaurant, rowOf, tableButton, test } from './stand.ts'

test('the day is exported as a file that a spreadsheet reads, whatever the names contain', async () => {
  const { url, owner, addParty, addSeated, call, tableIds } = await registerStandRestaurant({ capacities: [2, 4] })
  await addSeated('Okafor, "the baker"', 4, [2])
  await addParty('=HYPERLINK("http://evil")', 2, { quotedMinutes: 15, notes: 'two\nlines' })
  await call('POST', '/reservations', {
    ...{ name: 'Ünal', partySize: 2, startsAt: new Date(Date.now() + 600_000).toISOString() },
    ...{ tableIds: [tableIds[0]], phone: '+49 30 901820' },
  })
  const page = await openHostStand(url, { email: owner, device: desktop })
  await rowOf(page, 'HYPERLINK').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), takeFromMenu(page, /^Export the day/)])
  expect(download.suggestedFilename()).toMatch(/^chez-ada.*-\d{4}-\d\d-\d\d\.csv$/)
  const file = path.join(tmpdir(), `qtable-day-${crypto.randomUUID()}.csv`)
  onTestFinished(() => rm(file, { force: true }))
  await download.saveAs(file)
  const content = await readFile(file, 'utf8')
  expect(content).toMatch(/^\uFEFF/)
  const [head = [], ...rows] = cellsOf(content.slice(1))
  expect(rows.every((row) => row.length === head.length)).toBe(true)
  const column = (row: readonly string[] | undefined, name: string) => row?.[head.indexOf(name)]
  const found = rows.map((row) => ['kind', 'name', 'size', 'tables', 'phone', 'notes'].map((name) => column(row, name)))
  expect(found).toHaveLength(3)
  expect(found).toEqual(
    expect.arrayContaining([
      ['party', 'Okafor, "the baker"', '4', '2', '', ''],
      ['party', '\'=HYPERLINK("http://evil")', '2', '', '', 'two\nlines'],
      ['reservation', 'Ünal', '2', '1', '+4930901820', ''],
    ]),
  )
  await messageOf(page, '3 rows exported').waitFor()
})

/** Rows and cells as RFC 4180 has them. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
    if (end === '') break
  }
  return rows.filter((row) => row.length > 1)
}

test('the printout for a power cut has only the plan, the line and the tables, black on white', async () => {
  const { url, owner, addParty, addSeated } = await registerStandRestaurant({ capacities: [2, 4] })
  await addParty('Sato', 2)
  await addSeated('Okafor', 4, [2])
  const page = await openHostStand(url, { email: owner, device: desktop })
  await takeFromMenu(page, /^Print/)
  const print = page.getByRole('button', { name: 'Print', exact: true })
  await print.waitFor()
  const isPrinted = page.evaluate(
    () => new Promise<boolean>((resolve) => addEventListener('beforeprint', () => resolve(true), { once: true })),
  )
  await print.click()
  expect(await isPrinted).toBe(true)

  // Drawn for the 186 mm within the margins of A4 before printing: nothing redraws it for paper.
  const planWidth = await page.locator('article [inert]').evaluate((node) => node.getBoundingClientRect().width)
  expect(planWidth).toBeLessThanOrEqual((186 / 25.4) * 96)
  await page.emulateMedia({ media: 'print' })
  // A sheet of A4 at 96 dots to the inch.
  await page.setViewportSize({ width: 794, height: 1123 })
  await page.getByRole('row', { name: /Sato/ }).waitFor()
  await page.getByRole('row', { name: /^2 4 Taken Okafor 4/ }).waitFor()
  await page.getByText('Okafor').first().waitFor()
  expect(await page.getByRole('banner').isVisible()).toBe(false)
  expect(await print.isVisible()).toBe(false)
  const paper = await page.getByRole('article').evaluate((node) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d')
    const rgbOf = (color: string) => {
      if (!canvas) throw new Error('nothing can be painted')
      canvas.fillStyle = color
      canvas.fillRect(0, 0, 1, 1)
      return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)]
    }
    const { backgroundColor, color } = getComputedStyle(node)
    const { scrollWidth, clientWidth } = document.documentElement
    return { paper: rgbOf(backgroundColor), ink: Math.max(...rgbOf(color)), isWithin: scrollWidth <= clientWidth }
  })
  expect(paper).toMatchObject({ paper: [255, 255, 255], isWithin: true })
  expect(paper.ink).toBeLessThan(64)
})

test('a change is undone from the activity, unless more has happened since', async () => {
  const { url, owner, addParty, hire, party } = await registerStandRestaurant({ capacities: [2, 4] })
  await addParty('Okafor', 4)
  const page = await openHostStand(url, { email: owner, device: desktop })
  const other = await openHostStand(url, { email: await hire('Mia Berg') })
  await rowOf(other, 'Okafor').getByText('Okafor').tap()
  await tableButton(other, 2).tap()
  await tableButton(page, 2).filter({ hasText: 'Okafor' }).waitFor()

  await takeFromMenu(page, 'Activity')
  const seated = page.getByRole('listitem').filter({ hasText: 'Seated Okafor' })
  await seated.getByText('Mia Berg').first().waitFor()
  await page.getByLabel('Person').selectOption('Ada Lane')
  await seated.waitFor({ state: 'detached' })
  await page.getByLabel('Person').selectOption('Mia Berg')
  await page.getByLabel('About').selectOption('Table 2')
  await seated.getByRole('button', { name: /^Undo/ }).click()
  await messageOf(page, 'Undone').waitFor()
  await rowOf(other, 'Okafor').waitFor()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'waiting' })

  await rowOf(other, 'Okafor').getByText('Okafor').tap()
  await tableButton(other, 2).tap()
  await tableButton(other, 2).filter({ hasText: 'Okafor' }).tap()
  await other.getByRole('button', { name: 'Done', exact: true }).tap()
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'finished' })
  await expect.poll(() => seated.count()).toBe(2)
  await seated.first().getByRole('button', { name: /^Undo/ }).click()
  await messageOf(page, /^(Okafor|Table 2) has changed since/).waitFor()
  expect(await party('Okafor')).toMatchObject({ status: 'finished' })
})

test('a booking that the close of its day took for a no-show is corrected on its day', async () => {
  const { url, call, listed, hire } = await registerStandRestaurant({ capacities: [2] })
  const startsAt = wholeSecond(Date.now() - 2 * 86_400_000)
  const reservations = [{ name: 'Okafor', partySize: 2, startsAt, status: 'no_show' }]
  await call('POST', '/atomic/batch', {
    operations: [{ id: crypto.randomUUID(), type: 'reservation.import', payload: { reservations } }],
  })
  const page = await openHostStand(url, { email: await hire('Mia Berg'), device: desktop })
  await page.getByRole('link', { name: 'Reservations' }).click()
  await page.getByRole('button', { name: 'Previous day' }).click()
  await page.getByRole('button', { name: 'Previous day' }).click()
  await page.getByRole('listitem').getByText('Okafor').first().click()
  const sheet = page.getByRole('dialog', { name: /Okafor/ })
  await sheet.getByText('No-show').waitFor()
  await sheet.getByRole('button', { name: 'They came' }).click()
  await messageOf(page, 'Okafor corrected').waitFor()
  await sheet.getByText('Finished').waitFor()
  await expect
    .poll(async () => (await listed(`/reservations?from=${startsAt}`)).map(({ status }) => status))
    .toEqual(['finished'])
})
