import { counted } from './number-words.ts'

export const timelineWords = {
  title: 'Timeline',
  summary: (parties: number, covers: number) => `${counted(parties, 'party', 'parties')} · ${counted(covers, 'cover')}`,
  unplanned: 'No table',
  parties: (count: number) => counted(count, 'party', 'parties'),
  book: 'Book without a table',
  bookAt: (number: string) => `Book table ${number}`,
  fromTo: (from: string, to: string) => `${from} to ${to}`,
  atTable: (number: string) => `at table ${number}`,
  noTable: 'without a table',
  blocked: 'blocked',
  late: 'late',
  overTurn: 'past its time',
  conflicts: (count: number) => counted(count, 'conflict'),
  timeAt: (time: string, number: string) => `${time} at table ${number}`,
  timeOnly: (time: string) => `${time} without a table`,
  help: 'Press Space to pick it up, arrow keys to move it by a quarter of an hour or to another table, Space to put it down.',
  moved: (name: string, where: string) => `${name} moved to ${where}`,
  picked: (name: string) => `${name} picked up`,
  dropped: (name: string) => `${name} put down`,
  cancelled: (name: string) => `${name} stays`,
}
