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

/** The maximum zoom, relative to the whole plan. */
export const maxZoom = 4

/**
 * How much of the window's height a plan may use so that it keeps its lower left `corner` free: all of it if the plan
 * would not lie below. The plan moves up before it shrinks.
 */
export function heightBeside(box: Box, { width, height }: WindowSize, margin: number, corner: WindowSize): number {
  const { scale } = fitBox(box, { width, height }, margin)
  const beside = (width - box.width * scale) / 2
  const below = height - box.height * scale
  if (beside >= corner.width) return height
  return height - Math.min(corner.height, Math.max(0, 2 * corner.height - below))
}

/** The whole box as large as possible, centred, with a `margin` in pixels on each side. */
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
 * The whole box centred, at its current scale if that still leaves the `leastMargin`: a small resize then only moves
 * the plan and does not redraw it.
 */
export function refitBox(
  view: Viewport,
  box: Box,
  size: WindowSize,
  { margin, leastMargin }: { margin: number; leastMargin: number },
): Viewport {
  const all = fitBox(box, size, margin)
  const scale = Math.min(fitBox(box, size, leastMargin).scale, Math.max(all.scale, view.scale))
  // Exactly the same number if unchanged: any other one causes a redraw.
  return { ...zoomAt(all, scale / all.scale, { x: size.width / 2, y: size.height / 2 }), scale }
}

/** Zooms by `factor`, keeping the plan's point under `at`. */
export function zoomAt({ scale, x, y }: Viewport, factor: number, at: Point): Viewport {
  return { scale: scale * factor, x: at.x - (at.x - x) * factor, y: at.y - (at.y - y) * factor }
}

/** The view within its limits: never smaller than the whole plan and never outside the window. */
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

/** The view moved just far enough to show a point. */
export function revealPoint(view: Viewport, point: Point, { width, height }: WindowSize, margin: number): Viewport {
  const x = point.x * view.scale + view.x
  const y = point.y * view.scale + view.y
  return {
    scale: view.scale,
    x: view.x + Math.max(0, margin - x) - Math.max(0, x - (width - margin)),
    y: view.y + Math.max(0, margin - y) - Math.max(0, y - (height - margin)),
  }
}

// A plan shorter than the window is centred; a longer one covers it.
function inside(
  offset: number,
  { from, length, window, margin }: { from: number; length: number; window: number; margin: number },
): number {
  if (length + 2 * margin <= window) return (window - length) / 2 - from
  return Math.min(margin - from, Math.max(window - margin - length - from, offset))
}
