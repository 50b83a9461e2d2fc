import type { Page } from 'playwright-core'

/** The focused element: its accessible name, and whether the focus is visible. */
export async function focusOf(page: Page): Promise<{ name: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const at = document.activeElement
    // Elements that only the app focuses, such as an opening sheet, are no tab stops.
    if (!(at instanceof HTMLElement) || at.tabIndex < 0) return { name: '', isSeen: true }
    const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : undefined
    // A visible focus of its parent counts too: round or clipped elements show it there.
    const styles = [at, at.parentElement].flatMap((one) => (one ? [getComputedStyle(one)] : []))
    const isSeen = styles.some(
      ({ outlineStyle, outlineWidth, boxShadow }) =>
        (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
    )
    return { name: at.getAttribute('aria-label') ?? label ?? at.textContent?.trim() ?? '', isSeen }
  })
}

/**
 * Presses a key until the element with this name has the focus. Fails if that never happens, or if the focus becomes
 * invisible.
 */
export async function goTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = []
  for (let presses = 0; presses < 80; presses += 1) {
    const focus = await focusOf(page)
    if (!focus.isSeen) throw new Error(`nothing shows that “${focus.name}” has the focus`)
    if (name.test(focus.name)) return
    seen.push(focus.name)
    await page.keyboard.press(key)
  }
  throw new Error(`${key} does not lead to ${name}, only to ${[...new Set(seen)].join(' | ')}`)
}
