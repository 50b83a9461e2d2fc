import type { Times } from '../stand/times.ts'
import { words } from '../words.ts'
import type { Fit, Obstacle } from './fit.ts'
import type { TableView } from './table-view.ts'

/** What a screen reader says of a table: `Table 12, 4 seats, Okafor, party of 4, 52 minutes of 90, mains`. */
export function nameOfTable(
  view: TableView,
  { times, grade }: { times: Times; grade?: Fit['grade'] | undefined },
): string {
  const { floor } = words
  const parts = [floor.tableSeats(view.table.tableNumber, view.table.capacity)]
  if (view.state === 'seated') {
    parts.push(floor.party(view.partyName, view.partySize), floor.turn(view.minutes, view.turnMinutes))
    if (view.course !== null) parts.push(floor.course[view.course])
    if (view.joinedWith !== '') parts.push(floor.joinedWith(view.joinedWith))
  } else parts.push(floor.state[view.state])
  if (view.nextStartsAt !== null) {
    parts.push(floor.next(view.nextName, view.nextSize, times.clock(view.nextStartsAt)))
  }
  if (grade) parts.push(floor.grade[grade])
  return parts.join(', ')
}

/** Why a table does not suit, as one would say it. */
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

/** What a table is for a party, in a few words: its reasons, or how it fits. */
export function sayFit(fit: Fit, given: { partySize: number; times: Times }): string {
  if (fit.grade !== 'none' || fit.obstacles.length === 0) return words.floor.grade[fit.grade]
  return fit.obstacles.map((obstacle) => sayObstacle(obstacle, given)).join(' · ')
}
