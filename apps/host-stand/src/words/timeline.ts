import { counted } from './number-words.ts'

export const timeline = {
  title: 'Timeline',
  summary: (parties: number, covers: number) => `${counted(parties, 'party', 'parties')} · ${counted(covers, 'cover')}`,
  unplanned: 'No table',
  now: 'Now',
  table: 'Table',
  empty: 'There are no tables to show a day on',
  bar: (name: string, size: number, from: string, to: string) => `${name}, party of ${size}, ${from} to ${to}`,
  atTable: (number: string) => `at table ${number}`,
  noTable: 'without a table',
  seated: 'seated',
  conflict: 'runs into another party',
  conflicts: (count: number) => (count === 1 ? '1 conflict' : `${count} conflicts`),
  help: 'Press Space to pick it up, arrow keys to move it by a quarter of an hour or to another table, Space to put it down.',
  moved: (name: string, where: string) => `${name} moved to ${where}`,
  picked: (name: string) => `${name} picked up`,
  dropped: (name: string) => `${name} put down`,
  cancelled: (name: string) => `${name} stays`,
  occupied: (number: string) => `Table ${number}`,
}
