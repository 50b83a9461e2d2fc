import type { Fit, Obstacle } from '../placing/fit.ts'
import type { Times } from '../time/times.ts'
import { words } from '../words.ts'
import type { FaceText } from './face-text.ts'
import type { TableView } from './table-view.ts'

/**
 * The accessible name of a table: first its visible text in the same order, for voice control, then the rest. `Table
 * 12, Okafor, 52 min, mains, party of 3, turn of 90 minutes, 4 seats`.
 */
export function nameOfTable(
  view: TableView,
  text: FaceText,
  { times, grade, changedBy }: { times: Times; grade?: Fit['grade'] | undefined; changedBy?: string | undefined },
): string {
  const { floor, common } = words
  const { table } = view
  const isSeated = view.state === 'seated'
  const parts = [common.table(text.number), text.line]
  // On the table it stands last without its unit; the name adds the unit.
  parts.push(text.minutes === floor.minutes(view.minutes) ? floor.minutesSaid(view.minutes) : text.minutes)
  parts.push(text.course, text.flag)
  if (isSeated) {
    if (text.line === '') parts.push(view.partyName)
    parts.push(common.party(view.partySize).toLocaleLowerCase())
    if (text.minutes === '') parts.push(floor.minutesSaid(view.minutes))
    parts.push(floor.turn(view.turnMinutes))
    if (view.course !== null && text.course === '') parts.push(floor.course[view.course])
    if (view.joinedWith !== '') parts.push(floor.joinedWith(view.joinedWith))
  } else if (text.line.toLocaleLowerCase() !== floor.state[view.state]) parts.push(floor.state[view.state])
  parts.push(floor.seats(table.capacity))
  if (view.nextStartsAt !== null) {
    parts.push(floor.next(view.nextName, view.nextSize, times.clock(view.nextStartsAt)))
  }
  if (grade) parts.push(floor.grade[grade])
  if (changedBy !== undefined) parts.push(common.changedBy(changedBy))
  return parts.filter(Boolean).join(', ')
}

/** Why a table does not suit, in words. */
export function sayObstacle(obstacle: Obstacle, { partySize, times }: { partySize: number; times: Times }): string {
  const say = words.floor.obstacle
  switch (obstacle.kind) {
    case 'blocked':
    case 'cleaning':
    case 'held':
    case 'here':
      return say[obstacle.kind](obstacle.table)
    case 'taken':
      return say.taken(obstacle.table, obstacle.name, obstacle.partySize)
    case 'small':
      return say.small(obstacle.seats, partySize)
    case 'planned':
      return say.planned(obstacle.table, obstacle.name, times.clock(obstacle.startsAt))
  }
}

/** How a table suits a party, in a few words: the reasons against it, or how it fits. */
export function sayFit(fit: Fit, given: { partySize: number; times: Times }): string {
  if (fit.grade !== 'none' || fit.obstacles.length === 0) return words.floor.grade[fit.grade]
  return fit.obstacles.map((obstacle) => sayObstacle(obstacle, given)).join(' · ')
}
