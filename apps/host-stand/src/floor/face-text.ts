import { words } from '../words.ts'
import type { Label } from './label.ts'
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

/** Pixels from which minutes say their unit, beside the glyph of a turn that ends. */
const wideText = 62
const courseText = 104

/** What a table says with the room that it has. `nextTime`: when the table is wanted next, or nothing. */
export function faceTextOf(view: TableView, { lines, width }: Label, nextTime: string): FaceText {
  const text: FaceText = { number: view.table.tableNumber, line: '', minutes: '', course: '', flag: '' }
  if (lines === 0) return text
  const say = words.floor
  switch (view.state) {
    case 'seated': {
      const isWide = width >= wideText
      text.minutes = isWide ? words.common.minutes(view.minutes) : say.minutes(view.minutes)
      if (lines === 1) return text
      text.line = view.partyName
      if (width >= courseText && view.course !== null) text.course = say.course[view.course]
      if (isWide) text.flag = nextTime
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
