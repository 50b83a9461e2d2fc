import type { Table } from '@qtable/domain'
import type { Placed } from '../floor/geometry.ts'
import { textWidth } from '../ui/text-width.ts'
import { type TextRoom, textRoomIn } from './text-room.ts'

/** How the number of a table is written: which of its names, how large, and whether its line stands beside it. */
export interface FittedNumber {
  number: string
  numberPx: number
  isInline: boolean
}

/** Fits a number above lines of these widths in pixels; undefined where they have no room. */
export type FitAbove = (lineWidths: readonly number[]) => FittedNumber | undefined

type Shaped = Pick<Placed, 'size' | 'rotation'> & Pick<Table, 'shape'>

/** The height of a line under the number, for 12 px text. */
export const linePx = 15
const leastPx = 13
const mostPx = 40
const boldWeight = 700
/** A table at least this much wider than high, and lower than this, has its line beside the number. */
const lowShare = 1.9
const lowPx = 50
const gapPx = 8

/** Fits the first of `numbers` that has room in a table at `scale` pixels per plan unit. */
export function numberFit(
  table: Shaped,
  numbers: readonly string[],
  scale: number,
): { room: TextRoom; above: FitAbove } {
  const room = textRoomIn(table, scale)
  const height = table.size.height * scale
  const most = Math.max(leastPx, Math.min(mostPx, Math.round(height * 0.42)))
  const isLow = table.rotation % 180 === 0 && height < lowPx && table.size.width >= table.size.height * lowShare

  function beside(number: string, width: number): FittedNumber | undefined {
    const numberPx = Math.min(24, Math.max(leastPx, Math.round(height * 0.5)))
    const whole = textWidth(number, numberPx, boldWeight) + gapPx + width
    return whole <= room(-numberPx / 2, numberPx / 2) ? { number, numberPx, isInline: true } : undefined
  }

  function above(lineWidths: readonly number[]): FittedNumber | undefined {
    const [width] = lineWidths
    for (const number of numbers) {
      for (let numberPx = most; numberPx >= leastPx; numberPx--) {
        if (isIn(room, number, numberPx, lineWidths)) return { number, numberPx, isInline: false }
      }
      const found = isLow && width !== undefined && lineWidths.length === 1 ? beside(number, width) : undefined
      if (found) return found
    }
    return undefined
  }
  return { room, above }
}

/** The number alone, which is written even where it has no room. */
export function numberAlone(above: FitAbove, numbers: readonly string[]): FittedNumber {
  return above([]) ?? { number: numbers.at(-1) ?? '', numberPx: leastPx, isInline: false }
}

function isIn(room: TextRoom, number: string, numberPx: number, lineWidths: readonly number[]): boolean {
  const top = -(numberPx + lineWidths.length * linePx) / 2
  // Figures are lower than their line.
  if (textWidth(number, numberPx, boldWeight) > room(top + numberPx * 0.15, top + numberPx)) return false
  return lineWidths.every((width, i) => {
    const from = top + numberPx + i * linePx
    return width <= room(from, from + linePx - 2)
  })
}
