import { textWidth } from '../ui/text-width.ts'
import { words } from '../words.ts'
import { type FitAbove, type FittedNumber, linePx, numberAlone, numberFit } from './number-fit.ts'
import type { TableView } from './table-view.ts'
import type { TextRoom } from './text-room.ts'

/** The texts on a table, in reading order, each empty if there is none, and how they are written. */
export interface FaceText extends FittedNumber {
  /** The party, or when the table is wanted next. */
  line: string
  /** The most pixels of the line: a longer name ends in an ellipsis. */
  lineWidth: number
  course: string
  /** At the edge of the table: when a table that is taken is wanted next. */
  flag: string
  minutes: string
  /** Whether the minutes stand at the edge of the table, because they do not fit inside. */
  isOutside: boolean
}

/** Below this width in pixels, a cut name says nothing. */
const leastNamePx = 42
/** A table smaller than this shows nothing at its edge. */
const leastEdgePx = 28
const textPx = 12
const glyphPx = 15
const mediumWeight = 560
const semiboldWeight = 620
const say = words.floor

/**
 * The texts of a table at `scale` pixels per plan unit. `nextTime`: when the table is needed next, or empty. `isNaming`:
 * whether it names a party that sits at several tables; otherwise the bridge between them does, once for all.
 */
export function faceTextOf(
  view: TableView,
  scale: number,
  { nextTime = '', isNaming = false }: { nextTime?: string; isNaming?: boolean } = {},
): FaceText {
  const { tableNumber } = view.table
  const numbers = view.shortNumber === tableNumber ? [tableNumber] : [tableNumber, view.shortNumber]
  const { room, above } = numberFit(view.table, numbers, scale)
  const bare = {
    ...numberAlone(above, numbers),
    line: '',
    lineWidth: 0,
    course: '',
    flag: '',
    minutes: '',
    isOutside: false,
  }

  /** A line with a glyph before it, or at the edge where there is no room. */
  function withLine(line: string, hasGlyph: boolean): FaceText {
    const lineWidth = Math.ceil(textWidth(line, textPx, mediumWeight)) + (hasGlyph ? glyphPx : 0)
    const found = above([lineWidth])
    if (found) return { ...bare, ...found, line, lineWidth }
    return view.table.size.height * scale < leastEdgePx ? bare : { ...bare, flag: line }
  }

  switch (view.state) {
    case 'seated':
      if (view.joinedWith !== '' && !isNaming) return { ...bare, flag: nextTime }
      return seatedText(view, { bare, room, above, scale, nextTime })
    case 'free':
      return nextTime === '' ? bare : withLine(nextTime, true)
    case 'held':
      return withLine(nextTime || say.short.held, nextTime !== '')
    case 'blocked': {
      const text = withLine(say.short.blocked, true)
      return text.line === '' ? { ...bare, ...above([glyphPx]) } : text
    }
    case 'cleaning':
      // A word could be misread as the opposite: the brush glyph says it.
      return { ...bare, ...above([glyphPx]) }
  }
}

function seatedText(
  view: TableView,
  {
    bare,
    room,
    above,
    scale,
    nextTime,
  }: { bare: FaceText; room: TextRoom; above: FitAbove; scale: number; nextTime: string },
): FaceText {
  const glyph = view.urgency === 'calm' ? 0 : glyphPx
  const widthOf = (text: string) => textWidth(text, textPx, semiboldWeight) + glyph
  const timer = minutesOnTable(view.minutes)
  const timers = view.isYesterdays ? [say.short.yesterday, timer] : [timer]
  const leastName = Math.min(leastNamePx, textWidth(view.partyName, textPx, mediumWeight))
  for (const minutes of timers) {
    const found = above([leastName, widthOf(minutes)])
    if (!found) continue
    const end = found.numberPx / 2 + linePx
    const course = view.course === null ? '' : say.course[view.course]
    const hasCourse = course !== '' && widthOf(`${course} · ${minutes}`) <= room(end - linePx, end - 2)
    return {
      ...bare,
      ...found,
      line: view.partyName,
      lineWidth: room(end - 2 * linePx, end - linePx),
      minutes,
      course: hasCourse ? course : '',
      flag: nextTime,
    }
  }
  for (const minutes of timers) {
    const found = above([widthOf(minutes)])
    if (found) return { ...bare, ...found, minutes, flag: nextTime }
  }
  // On a tiny table the edge is too near to its number: its ring and colour still say how late it is.
  const { width, height } = view.table.size
  return Math.min(width, height) * scale < leastEdgePx ? bare : { ...bare, minutes: timer, isOutside: true }
}

/** The minutes of a party as its table says them. */
export function minutesOnTable(minutes: number): string {
  return minutes === 0 ? words.common.now : say.minutes(minutes)
}
