/** A piece of text as it is drawn: one line of one text node, cut by everything that scrolls or hides. */
interface DrawnText {
  holder: Element
  text: string
  left: number
  top: number
  right: number
  bottom: number
}

/**
 * Texts that lie over each other, and texts under something that takes their taps. Runs in the page, so it must be
 * self-contained. What stands over everything on purpose (sheets, dialogs, menus, what stays in place while the rest
 * scrolls) covers nothing.
 */
export function faultsOfOverlap(): string[] {
  const faults = new Set<string>()
  const drawn: DrawnText[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement
    if (!holder || node.textContent?.trim() === '') continue
    if (!holder.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true }))
      continue
    if (holder.closest('.visually-hidden, option, [inert]')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) addDrawn(holder, node.textContent?.trim() ?? '', rect)
  }

  function addDrawn(holder: Element, text: string, rect: DOMRect): void {
    // The letters fill about the middle seven tenths of a line's height.
    const air = rect.height * 0.15
    const box = { left: rect.left, right: rect.right, top: rect.top + air, bottom: rect.bottom - air }
    for (let around: Element | null = holder; around; around = around.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(around)
      const outer = around.getBoundingClientRect()
      if (overflowX !== 'visible') {
        box.left = Math.max(box.left, outer.left)
        box.right = Math.min(box.right, outer.right)
      }
      if (overflowY !== 'visible') {
        box.top = Math.max(box.top, outer.top)
        box.bottom = Math.min(box.bottom, outer.bottom)
      }
      if (position === 'fixed') break
    }
    box.left = Math.max(box.left, 0)
    box.top = Math.max(box.top, 0)
    box.right = Math.min(box.right, innerWidth)
    box.bottom = Math.min(box.bottom, innerHeight)
    if (box.right - box.left >= 2 && box.bottom - box.top >= 2) drawn.push({ holder, text, ...box })
  }

  // The layer of an element: the nearest thing around it that stands over the rest on purpose.
  function layerOf(element: Element): Element | null {
    for (let around: Element | null = element; around; around = around.parentElement) {
      if (around.matches('dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'))
        return around
      if (/fixed|sticky/.test(getComputedStyle(around).position)) return around
      if (around.hasAttribute('data-over')) return around
    }
    return null
  }

  // A button's words keep clear of its edges. Tables and bars have shapes of their own.
  for (const { holder, text, left, right } of drawn) {
    const button = holder.closest('button')
    if (!button || button.matches('[data-table], [data-key]')) continue
    // A row without an edge of its own may begin with its words.
    const { borderLeftWidth, backgroundColor } = getComputedStyle(button)
    if (borderLeftWidth === '0px' && /^(transparent|rgba\(0, 0, 0, 0\))$/.test(backgroundColor)) continue
    const edge = button.getBoundingClientRect()
    if (left < edge.left + 3 || right > edge.right - 3) faults.add(`“${text}” touches the edge of its button`)
  }

  // By rows of 40 px: comparing all with all takes seconds on a full plan.
  const rows = new Map<number, DrawnText[]>()
  for (const one of drawn) {
    for (let row = Math.floor(one.top / 40); row <= Math.floor(one.bottom / 40); row += 1) {
      rows.set(row, [...(rows.get(row) ?? []), one])
    }
  }
  for (const row of rows.values()) {
    for (const [i, a] of row.entries()) {
      for (const b of row.slice(i + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (wide <= 1 || high <= 1 || a.holder === b.holder || layerOf(a.holder) !== layerOf(b.holder)) continue
        faults.add(`“${a.text}” lies over “${b.text}”`)
      }
    }
  }

  for (const { holder, text, left, right, top, bottom } of drawn) {
    const height = (top + bottom) / 2
    const inset = Math.min(2, (right - left) / 4)
    for (const x of [left + inset, (left + right) / 2, right - inset]) {
      const hit = document.elementFromPoint(x, height)
      if (!hit || hit.contains(holder) || holder.contains(hit)) continue
      // A field and its text, a line and its handle: nothing is painted there.
      if (layerOf(hit) !== layerOf(holder) || !hit.matches('button, button *, a, a *')) continue
      if (holder.closest('button, a')?.contains(hit)) continue
      // The touch area of a table is larger than what is drawn of it.
      if (hit.closest('[data-table]')) continue
      const name = hit.closest('button, a')
      faults.add(`“${text}” lies under “${name?.getAttribute('aria-label') ?? name?.textContent ?? hit.tagName}”`)
      break
    }
  }
  return [...faults]
}
