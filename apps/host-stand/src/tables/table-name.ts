import type { Floor } from '@qtable/domain'
import { obstacleSentence } from '../commands/obstacle-sentence.ts'
import type { Care } from '../parties/care.ts'
import type { Fit, Reason } from '../placing/fit.ts'
import type { TimeFormats } from '../time/times.ts'
import { appLocale } from '../words/catalogue.ts'
import { words } from '../words.ts'
import type { FaceText } from './face-text.ts'
import type { TableView } from './table-view.ts'

/**
 * The accessible name of a table: first its visible text in the same order, for voice control, then the rest. `Table
 * 12, Okafor, mains, 52 min, party of 3, turn of 90 minutes, 4 seats`.
 */
export function nameOfTable(
  view: TableView,
  text: FaceText,
  { times, grade, changedBy }: { times: TimeFormats; grade?: Fit['grade'] | undefined; changedBy?: string | undefined },
): string {
  const { floor, common } = words
  const { table } = view
  const isSeated = view.state === 'seated'
  // On the table the minutes stand last without their unit; the name adds the unit.
  const hasUnit = text.minutes === floor.minutes(view.minutes)
  const minutes = hasUnit ? floor.minutesSaid(view.minutes) : text.minutes
  const parts = [common.table(table.tableNumber), text.line, text.flag, text.course, minutes]
  if (isSeated) {
    if (text.line === '') parts.push(view.partyName)
    parts.push(common.partySaid(view.partySize))
    if (text.minutes === '') parts.push(floor.minutesSaid(view.minutes))
    parts.push(floor.turn(view.turnMinutes))
    if (view.course !== null && text.course === '') parts.push(floor.course[view.course])
    if (view.care !== '') parts.push(...view.care.split(' ').map((one) => floor.care[one as Care]))
    if (view.joinedWith !== '') parts.push(floor.joinedWith(view.joinedWith))
  } else if (text.line.toLocaleLowerCase(appLocale()) !== floor.state[view.state].toLocaleLowerCase(appLocale()))
    parts.push(floor.state[view.state])
  parts.push(floor.seats(table.capacity))
  if (view.nextStartsAt !== null) {
    parts.push(floor.next({ name: view.nextName, size: view.nextSize, time: times.clock(view.nextStartsAt) }))
  }
  parts.push(view.clash)
  if (grade) parts.push(floor.grade[grade])
  if (changedBy !== undefined) parts.push(common.changedBy(changedBy))
  return parts.filter(Boolean).join(', ')
}

/** A reason against a table, in words. */
export function sayReason(reason: Reason, floor: Floor): string {
  return reason.weight === 'remark' ? words.floor.remark[reason.code](reason.table) : obstacleSentence(reason, floor)
}

/** How a table suits a party, in a few words: the reasons against it, or how it fits. */
export function sayFit({ grade, reasons }: Fit, floor: Floor): string {
  if (reasons.length === 0) return words.floor.grade[grade]
  return reasons.map((reason) => sayReason(reason, floor)).join(' · ')
}
