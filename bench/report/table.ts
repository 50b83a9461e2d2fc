import type { NodeCapacity } from '../capacity/capacity.ts'
import type { Line } from '../measure/row.ts'
import type { Environment } from './environment.ts'

const columns = [
  'row',
  'figure',
  'compared with',
  'measured',
  'baseline',
  'ratio',
  'p50 / p99 ms',
  'target',
  '',
] as const

/** The lines of one row. */
export interface MeasuredRow {
  row: string
  lines: Line[]
}

/** The table in Markdown, aligned for a terminal. */
export function tableOf(measured: readonly MeasuredRow[]): string {
  return tableWith(
    columns,
    measured.flatMap(({ row, lines }) => lines.map((line) => cellsOf(row, line))),
  )
}

/** The capacities as a table in Markdown. */
export function capacityTable(capacities: readonly NodeCapacity[]): string {
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
    capacities.map((one) => [
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
  const textOf = (line: readonly string[]) => `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [textOf(columns), rule, ...cells.map(textOf)].join('\n')
}

/** The environment in one line. */
export function environmentLine({ cpu, cores, memoryGb, system, node, postgres, commit, date }: Environment): string {
  return `${cores} × ${cpu}, ${memoryGb} GB, ${system}; Node ${node}, PostgreSQL ${postgres}; commit ${commit}, ${date.slice(0, 16)}Z`
}

function cellsOf(row: string, line: Line): string[] {
  const { figure, baseline, unit, value, baselineValue, ratio, p50, p99, target, isMet } = line
  const within = (ms: number | undefined) => (ms === undefined ? '' : figureOf(ms))
  return [
    row,
    figure,
    baseline,
    `${figureOf(value)} ${unit}`,
    baselineValue === undefined ? '–' : `${figureOf(baselineValue)} ${unit}`,
    ratio === undefined ? '–' : `${ratio.toFixed(ratio < 0.1 ? 3 : 2)}×`,
    p50 === undefined && p99 === undefined ? '–' : `${within(p50)} / ${within(p99)}`,
    target ?? '–',
    isMet === undefined ? '' : isMet ? 'yes' : 'NO',
  ]
}

/** A number with three significant digits. */
export function figureOf(value: number): string {
  if (value === 0) return '0'
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value >= 1000 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(Math.min(digits, 3))
}
