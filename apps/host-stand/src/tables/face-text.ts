import { words } from '../words.ts'
import type { Label } from './table-label.ts'
import type { TableView } from './table-view.ts'

/** What is written on a table, in the order in which it is read; empty where nothing is. */
export interface FaceText {
  number: string
  /** The party, or when the table is wanted next. */
  line: string
  minutes: string
  course: string
  /** When a table that is taken is wanted next. */
  flag: string
}

/** About what a letter of the smallest text takes, and the glyph of a turn that ends, in pixels. */
const letterPx = 7
const glyphPx = 15
/** What has to be left around the text for a flag on the edge. */
const flagPx = 12

/** What a table says with the room that it has. `nextTime`: when the table is wanted next, or nothing. */
export function faceTextOf(view: TableView, { lines, width, lastWidth, spare }: Label, nextTime: string): FaceText {
  const text: FaceText = { number: view.table.tableNumber, line: '', minutes: '', course: '', flag: '' }
  if (lines === 0) return text
  const say = words.floor
  switch (view.state) {
    case 'seated': {
      const minutes = view.minutes === 0 ? words.common.now : words.common.minutes(view.minutes)
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
      // A word for it would be taken for the opposite: the brush says it.
      return text
  }
}
