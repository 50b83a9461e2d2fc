import { words } from '../words.ts'
import type { Label } from './table-label.ts'
import type { TableView } from './table-view.ts'

/** The texts on a table, in reading order; empty if there is none. */
export interface FaceText {
  number: string
  /** The party, or when the table is wanted next. */
  line: string
  minutes: string
  course: string
  /** When a table that is taken is wanted next. */
  flag: string
}

/** The approximate width of a letter of the smallest text, and of the glyph of an ending turn, in pixels. */
const letterPx = 7
const glyphPx = 15
/** The space around the text for a flag at the edge. */
const flagPx = 12

/** The texts of a table for the space that it has. `nextTime`: when the table is needed next, or empty. */
export function faceTextOf(view: TableView, { lines, width, lastWidth, spare }: Label, nextTime: string): FaceText {
  const text: FaceText = { number: view.table.tableNumber, line: '', minutes: '', course: '', flag: '' }
  if (lines === 0) return text
  const say = words.floor
  switch (view.state) {
    case 'seated': {
      const minutes = view.isYesterdays ? say.short.yesterday : minutesOf(view.minutes)
      const course = view.course === null ? '' : say.course[view.course]
      const left = lastWidth - (view.urgency === 'calm' ? 0 : glyphPx)
      const isWide = minutes.length * letterPx <= left
      text.minutes = isWide || view.minutes === 0 ? minutes : say.minutes(view.minutes)
      if (lines === 1) return text
      text.line = view.partyName
      if ((minutes.length + 3 + course.length) * letterPx <= left) text.course = course
      if (isWide && spare >= flagPx) text.flag = nextTime
      return text
    }
    case 'free':
      return { ...text, line: nextTime }
    case 'held':
      return { ...text, line: nextTime || say.short.held }
    case 'blocked':
      return { ...text, line: width > 70 ? say.short.blocked : '' }
    case 'cleaning':
      // A word could be misread as the opposite: the brush glyph says it.
      return text
  }
}

function minutesOf(minutes: number): string {
  return minutes === 0 ? words.common.now : words.common.minutes(minutes)
}
