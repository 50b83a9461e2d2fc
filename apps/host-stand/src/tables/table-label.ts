import type { Table } from '@qtable/domain'
import { boundsOf, type Placed } from '../floor/geometry.ts'

/** How much text fits a table on the screen, and the size of its number. */
export interface Label {
  numberPx: number
  /** Lines under the number: none, one, or two. */
  lines: 0 | 1 | 2
  /** Number and line side by side, on a wide and low table. */
  isInline: boolean
  /** The width for the text, in pixels. */
  width: number
  /** The width for the last line: round tables are narrower there. */
  lastWidth: number
  /** The space above and below the text together. */
  spare: number
}

/** The height of one line under the number in pixels, for 12 px text, the smallest size. */
const linePx = 15

/** The text that fits a table at `scale` pixels per plan unit. */
export function labelOf(table: Placed & Pick<Table, 'shape'>, scale: number): Label {
  const { width, height } = roomIn(table, scale)
  const isInline = width >= height * 1.9 && height < 50
  if (isInline) {
    const numberPx = clamp(height * 0.5, 13, 24)
    return { numberPx, lines: width > 84 ? 1 : 0, isInline, width, lastWidth: width, spare: height - numberPx }
  }
  const lines = width >= 54 && height >= 26 + 2 * linePx ? 2 : width >= 36 && height >= 16 + linePx ? 1 : 0
  const numberPx = clamp(Math.min(height - lines * linePx - 2, width * 0.5, height * 0.42), 13, 40)
  const textPx = numberPx + lines * linePx
  const lastWidth = isRound(table.shape) ? chordAt(boundsOf(table), textPx / 2 / scale - 3) * scale : width
  return { numberPx, lines, isInline, width, lastWidth: Math.min(width, lastWidth), spare: height - textPx }
}

function isRound(shape: Table['shape']): boolean {
  return shape === 'round' || shape === 'oval'
}

// The width of a round table at a distance below its centre.
function chordAt({ width, height }: { width: number; height: number }, below: number): number {
  const share = Math.min(1, Math.max(0, below / (height / 2)))
  return width * Math.sqrt(1 - share ** 2)
}

// The upright box for text in a turned table; round ones have less space in the corners.
function roomIn(table: Placed & Pick<Table, 'shape'>, scale: number): { width: number; height: number } {
  const quarter = Math.abs(table.rotation % 90)
  const isStraight = quarter < 10 || quarter > 80
  const bounds = boundsOf(table)
  const share = isRound(table.shape) ? 0.86 : 0.94
  if (isStraight) return { width: bounds.width * scale * share, height: bounds.height * scale * share }
  const short = Math.min(table.size.width, table.size.height) * scale
  return { width: short * 1.05, height: short }
}

function clamp(value: number, min: number, max: number): number {
  return Math.round(Math.min(max, Math.max(min, value)))
}
