import type { Box, Point } from './geometry.ts'

/** How the plan lies in its window: plan point p is drawn at `p * scale + offset`, in CSS pixels. */
export interface Viewport {
  scale: number
  x: number
  y: number
}

export interface WindowSize {
  width: number
  height: number
}

/** How many times closer than the whole plan one can look. */
export const maxZoom = 4

/**
 * How much of the window's height a plan may use so that its lower left `corner` is left to what floats there: all of it
 * where nothing of the plan would lie below. The plan moves up before it is made smaller.
 */
export function heightBeside(box: Box, { width, height }: WindowSize, margin: number, corner: WindowSize): number {
  const { scale } = fitBox(box, { width, height }, margin)
  const beside = (width - box.width * scale) / 2
  const below = height - box.height * scale
  if (beside >= corner.width) return height
  return height - Math.min(corner.height, Math.max(0, 2 * corner.height - below))
}

/** The whole box, as large as it goes, in the middle; `margin` pixels are left on each side. */
export function fitBox(box: Box, { width, height }: WindowSize, margin: number): Viewport {
  const scale = Math.max(
    0.01,
    Math.min((width - 2 * margin) / Math.max(1, box.width), (height - 2 * margin) / Math.max(1, box.height)),
  )
  return {
    scale,
    x: (width - box.width * scale) / 2 - box.x * scale,
    y: (height - box.height * scale) / 2 - box.y * scale,
  }
}

/**
 * The whole box in the middle, at the scale that it has where that still leaves the `leastMargin`: a window that becomes a
 * little higher or lower moves the plan and does not draw all of it anew.
 */
export function refitBox(
  view: Viewport,
  box: Box,
  size: WindowSize,
  { margin, leastMargin }: { margin: number; leastMargin: number },
): Viewport {
  const all = fitBox(box, size, margin)
  const scale = Math.min(fitBox(box, size, leastMargin).scale, Math.max(all.scale, view.scale))
  // The very same number where it stays: only another one is drawn anew.
  return { ...zoomAt(all, scale / all.scale, { x: size.width / 2, y: size.height / 2 }), scale }
}

/** Closer or further by `factor`, with the plan's point under `at` staying there. */
export function zoomAt({ scale, x, y }: Viewport, factor: number, at: Point): Viewport {
  return { scale: scale * factor, x: at.x - (at.x - x) * factor, y: at.y - (at.y - y) * factor }
}

/** The same view within its limits: never smaller than all of it, and never pushed out of the window. */
export function clampView(view: Viewport, box: Box, size: WindowSize, margin: number): Viewport {
  const all = fitBox(box, size, margin)
  const scale = Math.min(Math.max(view.scale, all.scale), all.scale * maxZoom)
  const factor = scale / view.scale
  const { x, y } = factor === 1 ? view : zoomAt(view, factor, { x: size.width / 2, y: size.height / 2 })
  return {
    scale,
    x: inside(x, { from: box.x * scale, length: box.width * scale, window: size.width, margin }),
    y: inside(y, { from: box.y * scale, length: box.height * scale, window: size.height, margin }),
  }
}

/** The view moved just so far that the point can be seen. */
export function revealPoint(view: Viewport, point: Point, { width, height }: WindowSize, margin: number): Viewport {
  const x = point.x * view.scale + view.x
  const y = point.y * view.scale + view.y
  return {
    scale: view.scale,
    x: view.x + Math.max(0, margin - x) - Math.max(0, x - (width - margin)),
    y: view.y + Math.max(0, margin - y) - Math.max(0, y - (height - margin)),
  }
}

// What is shorter than the window is in its middle; what is longer covers it.
function inside(
  offset: number,
  { from, length, window, margin }: { from: number; length: number; window: number; margin: number },
): number {
  if (length + 2 * margin <= window) return (window - length) / 2 - from
  return Math.min(margin - from, Math.max(window - margin - length - from, offset))
}
