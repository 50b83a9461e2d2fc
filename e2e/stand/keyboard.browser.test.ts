import { expect } from 'vitest'
import { desktop, openDevice, openRestaurant, rowOf, tableOf, tapsOf, test } from './stand.ts'

test('a waiting party is seated with the keyboard alone', async () => {
  const { url, owner, addParty, party, tableIds } = await openRestaurant({ capacities: [2, 4, 4] })
  await addParty('Okafor', 4)
  const page = await openDevice(url, { email: owner, device: desktop })
  await rowOf(page, 'Okafor').waitFor()
  const taps = await tapsOf(page, async () => {
    const isAt = (name: RegExp) =>
      page.evaluate(({ source }) => {
        const { activeElement: at } = document
        return (
          at instanceof HTMLButtonElement &&
          new RegExp(source).test(`${at?.getAttribute('aria-label') ?? ''} ${at?.textContent ?? ''}`)
        )
      }, name)
    // The first press of tab is from the top of the page.
    for (let presses = 0; presses < 60 && !(await isAt(/Okafor/)); presses += 1) await page.keyboard.press('Tab')
    expect(await isAt(/Okafor/)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Table 2, .*fits exactly/ }).waitFor()
    for (let presses = 0; presses < 60 && !(await isAt(/^Table \d+, /)); presses += 1) {
      await page.keyboard.press('Shift+Tab')
    }
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowRight']) {
      if (await isAt(/^Table 2, /)) break
      await page.keyboard.press(key)
    }
    expect(await isAt(/^Table 2, /)).toBe(true)
    await page.keyboard.press('Enter')
    await tableOf(page, 2).filter({ hasText: 'Okafor' }).waitFor()
  })
  expect(taps).toBe(0)
  await expect.poll(() => party('Okafor')).toMatchObject({ status: 'seated', tableIds: [tableIds[1]] })
})
