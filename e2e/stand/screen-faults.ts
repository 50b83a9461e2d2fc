// These run in the page, so each must be self-contained.

/** Sets the page's theme and waits until all colour transitions have ended. */
export async function wearTheme(theme: string): Promise<void> {
  document.documentElement.dataset.theme = theme
  await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})))
}

/**
 * Elements that are wider than the screen, text that is cut off or too small to read. A text of more than `longest`
 * letters may end in an ellipsis, and so may what is written on a shape of its own: a table of the plan, a bar.
 */
export function faultsOfText(longest: number): string[] {
  const faults = new Set<string>()
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) faults.add(`the page is ${scrollWidth} wide`)
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement
    const text = node.textContent?.trim() ?? ''
    const isDrawn = { visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }
    if (!holder || text === '' || !holder.checkVisibility(isDrawn)) continue
    if (holder.closest('.visually-hidden, option, [inert]')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width < 2 || box.height < 2) continue
    const size = Number.parseFloat(getComputedStyle(holder).fontSize)
    if (size < 12) faults.add(`“${text}” is ${size} px`)
    // The space above and below the letters of a line may be cut off.
    const room = ((range.getClientRects()[0]?.height ?? box.height) - size) / 2 + 1
    // Scrollable content is not cut off in the direction that scrolls.
    let canBeWider = false
    let canBeHigher = false
    for (let around: Element | null = holder; around && around !== document.body; around = around.parentElement) {
      const { overflowX, overflowY, position, textOverflow } = getComputedStyle(around)
      const mayEnd = text.length > longest || holder.closest('[data-table], [data-key]') !== null
      canBeWider ||= textOverflow === 'ellipsis' && mayEnd
      canBeWider ||= /auto|scroll/.test(overflowX)
      canBeHigher ||= /auto|scroll/.test(overflowY)
      const outer = around.getBoundingClientRect()
      // Only read out.
      if (overflowX !== 'visible' && outer.width <= 1 && outer.height <= 1) break
      const isWider =
        overflowX !== 'visible' && !canBeWider && (box.right > outer.right + 1 || box.left < outer.left - 1)
      const isHigher =
        overflowY !== 'visible' && !canBeHigher && (box.bottom > outer.bottom + room || box.top < outer.top - room)
      if (isWider || isHigher) faults.add(`“${text}” is cut by ${around.tagName} ${around.className}`)
      if (position === 'fixed') break
    }
  }
  return [...faults]
}

/** Touch targets smaller than 44 × 44 px, or half covered by something else. */
export function faultsOfTargets(): string[] {
  const least = 44
  const slack = 0.5
  const faults = new Set<string>()
  const targets = document.querySelectorAll<HTMLElement>(
    'button, a[href], input, select, textarea, summary, [role="button"], [role="tab"], [role="menuitem"], [role="option"]',
  )
  for (const target of targets) {
    if (!target.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    if (target.closest('.visually-hidden, [inert], [aria-hidden="true"]') || target.matches(':disabled')) continue
    // A label is part of the touch target of its control.
    const label = target instanceof HTMLInputElement && /checkbox|radio/.test(target.type) ? target.labels?.[0] : null
    const { width, height, left, top } = (label ?? target).getBoundingClientRect()
    if (width < 2 || height < 2) continue
    if (width >= least - slack && height >= least - slack) continue
    // The touch area may be larger than what is drawn.
    const middle = { x: left + width / 2, y: top + height / 2 }
    const reach = least / 2 - 1
    const around = [
      [-reach, 0],
      [reach, 0],
      [0, -reach],
      [0, reach],
    ] as const
    const isMet = around.every(([x, y]) => {
      const hit = document.elementFromPoint(middle.x + x, middle.y + y)
      return hit !== null && (target.contains(hit) || label?.contains(hit))
    })
    if (isMet) continue
    const name = target.getAttribute('aria-label') ?? target.textContent?.trim() ?? ''
    faults.add(`${target.tagName.toLowerCase()} “${name.slice(0, 60)}” is ${Math.round(width)} × ${Math.round(height)}`)
  }
  return [...faults]
}

/** Serious findings of axe with their place, by these rules, or by all if there are none. axe must already be in the page. */
export async function seriousFaults(rules: string[]): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
  // They pass the focus on at once.
  const { violations } = await axe.run(
    { exclude: ['[data-base-ui-focus-guard]'] },
    {
      // The others would be described too, which takes as long as the rules.
      resultTypes: ['violations'],
      ...(rules.length > 0 ? { runOnly: rules } : {}),
    },
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 4)
        .map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    )
}
