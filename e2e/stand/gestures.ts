import type { Locator, Page } from 'playwright-core'

/** A point of the page in CSS pixels. */
export interface PagePoint {
  x: number
  y: number
}

/** The middle of what is shown. */
export async function middleOf(thing: Locator): Promise<PagePoint> {
  const box = await thing.boundingBox()
  if (!box) throw new Error('what is not shown has no middle')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Carries one thing onto another, or onto a point, with the mouse. */
export async function drag(page: Page, from: Locator, to: Locator | PagePoint): Promise<void> {
  const [start, end] = [await middleOf(from), 'x' in to ? to : await middleOf(to)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
  await page.mouse.move(end.x, end.y, { steps: 4 })
  await page.mouse.up()
}

/** Picks up what has the focus. Arrows count from the next task of the page on: the key that picks up is still on its way. */
export async function pickUpByKey(page: Page): Promise<void> {
  await page.keyboard.press('Space')
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
}

/** One finger on the glass: what a browser hears of it is what a real one sends. */
export async function openFinger(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: PagePoint) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [{ ...at, id: 1 }] : [] })
  let place: PagePoint = { x: 0, y: 0 }
  return {
    async down(at: PagePoint): Promise<void> {
      place = at
      await send('touchStart', at)
    },
    /** Goes there in a straight line. */
    async moveTo(to: PagePoint, steps = 6): Promise<void> {
      const from = place
      place = to
      const parts = Array.from({ length: steps }, (_, step) => (step + 1) / steps)
      await Promise.all(
        parts.map((part) =>
          send('touchMove', { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }),
        ),
      )
    },
    up: () => send('touchEnd'),
  }
}

/** Wipes over something with a finger, so many pixels across and down, without resting on it first. */
export async function swipe(page: Page, over: Locator, { x = 0, y = 0 }: Partial<PagePoint>): Promise<void> {
  const finger = await openFinger(page)
  const start = await middleOf(over)
  // All at once on its way: a browser that is kept waiting between two of them takes it for a finger that rests.
  await Promise.all([finger.down(start), finger.moveTo({ x: start.x + x, y: start.y + y }), finger.up()])
  // What it set in motion comes to rest before anything there is touched.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))))
}

/** Rests a finger on one thing until the page shows that it is held, and carries it onto another. */
export async function dragByFinger(
  page: Page,
  from: Locator,
  to: Locator | PagePoint,
  { isHeld }: { isHeld: Locator },
): Promise<void> {
  const finger = await openFinger(page)
  const [start, end] = [await middleOf(from), 'x' in to ? to : await middleOf(to)]
  await finger.down(start)
  await isHeld.waitFor()
  await finger.moveTo(end)
  await finger.up()
}
