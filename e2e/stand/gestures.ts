import type { Locator, Page } from 'playwright-core'

/** A point of the page in CSS pixels. */
export interface PagePoint {
  x: number
  y: number
}

/** The centre of an element. */
export async function middleOf(thing: Locator): Promise<PagePoint> {
  const box = await thing.boundingBox()
  if (!box) throw new Error('what is not shown has no middle')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Drags an element onto another, or onto a point, with the mouse. */
export async function drag(page: Page, from: Locator, to: Locator | PagePoint): Promise<void> {
  const [start, end] = [await middleOf(from), 'x' in to ? to : await middleOf(to)]
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 })
  await page.mouse.move(end.x, end.y, { steps: 4 })
  await page.mouse.up()
}

/** Picks up the focused element. Arrow keys only count from the page's next task on. */
export async function pickUpByKey(page: Page): Promise<void> {
  await page.keyboard.press('Space')
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
}

/** One finger, with the same events as a real one. */
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
    /** Moves to a point in a straight line. */
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

/** Swipes over an element with a finger, without a rest first. */
export async function swipe(page: Page, over: Locator, { x = 0, y = 0 }: Partial<PagePoint>): Promise<void> {
  const finger = await openFinger(page)
  const start = await middleOf(over)
  // Sent at once: a pause in between would count as a resting finger.
  await Promise.all([finger.down(start), finger.moveTo({ x: start.x + x, y: start.y + y }), finger.up()])
  // Waits until everything it moved stands still.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))))
}

/** Rests a finger on an element until the page shows that it is held, and drags it onto another. */
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
