import type { Page } from 'playwright-core'

/** What has the focus: its name as it is read out, and whether one sees that it has it. */
export async function focusOf(page: Page): Promise<{ name: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const at = document.activeElement
    // What only the app gives the focus to, such as a sheet that opens, is no stop on the way.
    if (!(at instanceof HTMLElement) || at.tabIndex < 0) return { name: '', isSeen: true }
    const label = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : undefined
    // A frame around it counts as well as its own: what is round or cut off shows it there.
    const styles = [at, at.parentElement].flatMap((one) => (one ? [getComputedStyle(one)] : []))
    const isSeen = styles.some(
      ({ outlineStyle, outlineWidth, boxShadow }) =>
        (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none',
    )
    return { name: at.getAttribute('aria-label') ?? label ?? at.textContent?.trim() ?? '', isSeen }
  })
}

/** Presses a key until what is named so has the focus. Fails where it never gets it, or where it is lost from sight. */
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
