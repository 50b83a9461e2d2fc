import type { Carried } from '../capacity/capacity.ts'
import type { Line } from '../measure/row.ts'
import type { Circumstances } from './machine.ts'

const columns = [
  'row',
  'figure',
  'compared with',
  'measured',
  'limit',
  'ratio',
  'p50 / p99 ms',
  'to reach',
  '',
] as const

/** The lines of one row, by its name. */
export interface Measured {
  row: string
  lines: Line[]
}

/** The table in Markdown, as a terminal can read it too. */
export function tableOf(measured: readonly Measured[]): string {
  return tableWith(
    columns,
    measured.flatMap(({ row, lines }) => lines.map((line) => cellsOf(row, line))),
  )
}

/** What a node carries, as a table. */
export function capacityTable(carried: readonly Carried[]): string {
  const titles = [
    'restaurants',
    'devices each',
    'changes/s',
    'frames/s',
    'answer p50 / p99 ms',
    'device p50 / p99 ms',
    'server, of a core',
    'MB',
  ]
  return tableWith(
    titles,
    carried.map((one) => [
      ...[one.restaurants, one.devices, one.changesPerSecond, one.framesPerSecond].map(whole),
      `${figureOf(one.answerP50)} / ${figureOf(one.answerP99)}`,
      `${figureOf(one.deviceP50)} / ${figureOf(one.deviceP99)}`,
      `${Math.round(one.serverBusy * 100)} %`,
      whole(one.megabytes),
    ]),
  )
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}

function tableWith(columns: readonly string[], cells: readonly (readonly string[])[]): string {
  const widths = columns.map((title, i) => Math.max(title.length, ...cells.map((line) => line[i]?.length ?? 0)))
  const written = (line: readonly string[]) => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [written(columns), rule, ...cells.map(written)].join('\n')
}

/** One line that says where and of what. */
export function circumstancesLine({
  cpu,
  cores,
  memoryGb,
  system,
  node,
  postgres,
  commit,
  date,
}: Circumstances): string {
  return `${cores} × ${cpu}, ${memoryGb} GB, ${system}; Node ${node}, PostgreSQL ${postgres}; commit ${commit}, ${date.slice(0, 16)}Z`
}

function cellsOf(row: string, line: Line): string[] {
  const { figure, limit, unit, value, limitValue, ratio, p50, p99, mark, isReached } = line
  const within = (ms: number | undefined) => (ms === undefined ? '' : figureOf(ms))
  return [
    row,
    figure,
    limit,
    `${figureOf(value)} ${unit}`,
    limitValue === undefined ? '–' : `${figureOf(limitValue)} ${unit}`,
    ratio === undefined ? '–' : `${ratio.toFixed(ratio < 0.1 ? 3 : 2)}×`,
    p50 === undefined && p99 === undefined ? '–' : `${within(p50)} / ${within(p99)}`,
    mark ?? '–',
    isReached === undefined ? '' : isReached ? 'yes' : 'NO',
  ]
}

/** Three digits that mean something. */
export function figureOf(value: number): string {
  if (value === 0) return '0'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value >= 1000 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(Math.min(digits, 3))
}
