import { useSyncExternalStore } from 'react'

const measuredPx = 100
const widths = new Map<string, number>()
let fonts = 0
let canvas: OffscreenCanvasRenderingContext2D | null | undefined

/** The width of a text in pixels, in the app's font at a size and weight. Without a canvas it is estimated. */
export function textWidth(text: string, px: number, weight: number): number {
  const key = `${weight} ${text}`
  let width = widths.get(key)
  if (width === undefined) {
    canvas ??= 'OffscreenCanvas' in globalThis ? new OffscreenCanvas(1, 1).getContext('2d') : null
    if (canvas) canvas.font = `${weight} ${measuredPx}px "Inter Variable", system-ui, sans-serif`
    // All figures are as wide as a zero.
    width = canvas?.measureText(text.replace(/\d/g, '0')).width ?? text.length * measuredPx * 0.62
    widths.set(key, width)
  }
  return (width * px) / measuredPx
}

/** Counts the fonts that have loaded; the component renders again, because texts have other widths by then. */
export function useLoadedFonts(): number {
  return useSyncExternalStore(subscribe, () => fonts)
}

function subscribe(listener: () => void): () => void {
  const loaded = () => {
    widths.clear()
    fonts += 1
    listener()
  }
  // jsdom has no fonts.
  document.fonts?.addEventListener('loadingdone', loaded)
  return () => document.fonts?.removeEventListener('loadingdone', loaded)
}
