import { expect, test } from 'vitest'
import { openDemo } from './demo.ts'
import { enterDemo, screens, show } from './screens.ts'
import { desktop, openWindow, phone, tablet, uprightTablet } from './stand.ts'

test.each([tablet, uprightTablet, phone, desktop])(
  'on $width × $height nothing is wider than the screen, no text is cut or under 12 px',
  async (device) => {
    const url = await openDemo()
    const page = await (await openWindow(device)).newPage()
    await enterDemo(page, url)
    const found: string[] = []
    for (const screen of screens) {
      await show(page, screen)
      const here = await page.evaluate(faultsOfText)
      found.push(...here.map((one) => `${screen.name}: ${one}`))
    }
    expect(found).toEqual([])
  },
  120_000,
)

// Runs in the page: what is wider than the screen, cut off without a sign of it, or too small to be read.
function faultsOfText(): string[] {
  const faults = new Set<string>()
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) faults.add(`the page is ${scrollWidth} wide`)
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement
    const text = node.textContent?.trim() ?? ''
    if (!holder || text === '' || !holder.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    if (holder.closest('.visually-hidden, option, [inert]')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width < 2 || box.height < 2) continue
    const size = Number.parseFloat(getComputedStyle(holder).fontSize)
    if (size < 12) faults.add(`“${text}” is ${size} px`)
    for (let around: Element | null = holder; around && around !== document.body; around = around.parentElement) {
      const { overflowX } = getComputedStyle(around)
      if (overflowX === 'auto' || overflowX === 'scroll') break
      if (overflowX === 'visible') continue
      const outer = around.getBoundingClientRect()
      if (box.right > outer.right + 1 || box.left < outer.left - 1)
        faults.add(`“${text}” is cut by ${around.className}`)
      break
    }
  }
  return [...faults]
}
