import { parseArgs } from 'node:util'
import { hasRedis } from '../../apps/server/src/testing/redis-process.ts'
import { formatCounts } from '../checker.ts'
import type { Invariant } from '../invariants/invariants.ts'
import { type FaultReport, faultInvariants, runFaults } from './run-faults.ts'

// npm run faults -- --seeds 50 | --seed 7 [--from 1] [--operations 500] [--rounds 2] [--trace]
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    operations: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '2' },
    trace: { type: 'boolean', default: false },
  },
})

const columns: readonly (readonly [title: string, cell: (report: FaultReport) => string | number])[] = [
  ['seed', ({ seed }) => seed],
  ['faults', ({ faults }) => faults.length],
  ['versions', ({ versions }) => versions],
  ['confirmed', ({ confirmed }) => confirmed],
  ['refused', ({ refused }) => refused],
  ['refused locally', ({ refusedLocally }) => refusedLocally],
  ['frames', ({ framesHeard }) => framesHeard],
  ['acknowledged', ({ acknowledged }) => acknowledged],
  ['reads', ({ reads }) => reads],
  ['without database', (report) => `${report.readsWithoutDatabase} / ${report.refusedWithoutDatabase}`],
  ['equal in ms', ({ convergedInMs }) => convergedInMs?.toFixed(0) ?? 'never'],
  ['took s', ({ tookMs }) => (tookMs / 1000).toFixed(1)],
  ['violations', ({ violations }) => violations.length],
]

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function printRow(cells: readonly (string | number)[]): void {
  const padded = cells.map((cell, i) => String(cell).padStart(columns[i]?.[0].length ?? 0))
  print(`| ${padded.join(' | ')} |`)
}

if (!hasRedis) process.stderr.write('*** NO redis-server: nodes find each other by polling alone ***\n')
printRow(columns.map(([title]) => title))
const first = Number(values.seed ?? values.from)
const end = first + (values.seed === undefined ? Number(values.seeds) : 1)
const totals = new Map<Invariant, number>()
let failed = 0
let ran = 0
// On a signal the run that is under way goes on to its end, so that it ends the processes that it started.
let isStopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isStopping = true
  })
}
for (let seed = first; seed < end && !isStopping; seed++) {
  ran += 1
  try {
    const report = await runFaults({ seed, operations: Number(values.operations), rounds: Number(values.rounds) })
    printRow(columns.map(([, cell]) => cell(report)))
    for (const [invariant, times] of report.counts) totals.set(invariant, (totals.get(invariant) ?? 0) + times)
    if (report.violations.length > 0) failed += 1
    if (report.violations.length > 0 || values.trace) print(report.trace.join('\n'))
  } catch (error) {
    failed += 1
    print(error instanceof Error ? `${error.message}\n${error.cause}` : String(error))
  }
}
print(`${ran} seeds, ${failed} with a violation\n${formatCounts(totals, faultInvariants)}`)
process.exitCode = failed === 0 ? 0 : 1
