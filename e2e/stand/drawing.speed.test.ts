import { expect } from 'vitest'
import { drag } from './gestures.ts'
import { tracePage } from './page-trace.ts'
import { openHostStand, registerStandRestaurant, rowOf, tableButton, test } from './stand.ts'

/** One frame at 30 frames per second: beyond it a drag visibly stutters. */
const frameMs = 32

/** A restaurant on a full evening: 60 tables, of which 50 are taken, and 150 parties in line. */
async function openFullHouse() {
  const house = await registerStandRestaurant({ capacities: Array.from({ length: 60 }, (_, i) => 2 + (i % 4) * 2) })
  const commands = Array.from({ length: 200 }, (_, i) => ({
    id: crypto.randomUUID(),
    type: 'guest.create',
    payload: {
      name: `Party ${i}`,
      partySize: 2,
      ...(i >= 150 ? { status: 'seated', tableIds: [house.tableIds[i - 150]] } : {}),
    },
  }))
  await house.call('POST', '/atomic/batch', { operations: commands })
  return house
}

// Other work of the machine only ever adds time: the best of several tries is the app's own, and if all exceed the
// limit, the app is slow.
const tries = 10

test('with 60 tables and 200 parties the effect of a tap is painted within 50 ms', async () => {
  const { url, owner } = await openFullHouse()
  const page = await openHostStand(url, { email: owner })
  await rowOf(page, 'Party 0').first().waitFor()
  const waits: number[] = []
  const trace = await tracePage(page, async () => {
    for (let run = 0; run < tries; run += 1) {
      const drawn = page.evaluate(whenDrawn, run)
      await page.getByRole('button', { name: `Notify Party ${run}`, exact: true }).tap()
      waits.push(await drawn)
    }
  })
  const works = waits.map((_, run) => trace.workBetween(`released ${run}`, `drawn ${run}`))
  process.stdout.write(`a tap: ${waits.map(Math.round)} ms, of them work ${works.map(Math.round)} ms\n`)
  expect(Math.min(...works)).toBeGreaterThan(1)
  expect(Math.min(...works)).toBeLessThan(50)
  expect(Math.min(...waits)).toBeLessThan(50)
})

// Runs in the page: milliseconds from the release of the finger until the changed row is painted.
function whenDrawn(run: number): Promise<number> {
  return new Promise((resolve) => {
    const row = document.querySelector(`[aria-label="Notify Party ${run}"]`)?.closest('li')
    if (!row) throw new Error('the party is not in the line')
    addEventListener(
      'pointerup',
      ({ timeStamp }) => {
        performance.mark(`released ${run}`)
        const observer = new MutationObserver(() => {
          observer.disconnect()
          // A frame runs these before the paint; a message posted there arrives after it.
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => {
              performance.mark(`drawn ${run}`)
              resolve(performance.now() - timeStamp)
            }
            port2.postMessage(undefined)
          })
        })
        observer.observe(row, { subtree: true, childList: true, characterData: true })
      },
      { once: true, capture: true },
    )
  })
}

test('with 60 tables and 200 parties no frame of a drag takes more than 32 ms', async () => {
  const { url, owner } = await openFullHouse()
  const page = await openHostStand(url, { email: owner })
  await rowOf(page, 'Party 0').first().waitFor()
  const frames: number[] = []
  const trace = await tracePage(page, async () => {
    for (let run = 0; run < tries; run += 1) {
      const longest = page.evaluate(longestFrame, run)
      await drag(page, tableButton(page, 50 - run), tableButton(page, 60 - run))
      frames.push(await longest)
      await page.getByRole('button', { name: new RegExp(`^Table ${60 - run}, .*Party ${199 - run}`) }).waitFor()
    }
  })
  const drawn = frames.map((_, run) => trace.framesBetween(`pressed ${run}`, `dropped ${run}`))
  const works = drawn.map((all) => Math.max(...all))
  const all = `${frames.map(Math.round)} ms, the most work in one ${works.map(Math.round)} ms`
  process.stdout.write(`the longest frame of a drag: ${all}, of ${drawn.map(({ length }) => length)} frames\n`)
  expect(Math.min(...drawn.map(({ length }) => length))).toBeGreaterThan(4)
  expect(Math.min(...works)).toBeGreaterThan(1)
  expect(Math.min(...works)).toBeLessThanOrEqual(frameMs)
  expect(Math.min(...frames)).toBeLessThanOrEqual(frameMs)
})

// Runs in the page: the longest time between two frames, from the press to the frame after the release.
function longestFrame(run: number): Promise<number> {
  return new Promise((resolve) => {
    let longest = 0
    let before: number | undefined
    let isOver = false
    function frame(now: number): void {
      if (before !== undefined) longest = Math.max(longest, now - before)
      before = now
      if (!isOver) return void requestAnimationFrame(frame)
      performance.mark(`dropped ${run}`)
      resolve(longest)
    }
    const begin = () => {
      performance.mark(`pressed ${run}`)
      requestAnimationFrame(frame)
    }
    const end = () => {
      isOver = true
    }
    addEventListener('mousedown', begin, { once: true, capture: true })
    addEventListener('mouseup', end, { once: true, capture: true })
  })
}
