import { parseArgs } from 'node:util'
import { hasRedis } from '../../apps/server/src/testing/redis-process.ts'
import { type Report, runFaults } from './run.ts'

// npm run faults -- --seeds 50: one run for each seed, a line for each run, and the story of every one that failed.
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '50' },
    first: { type: 'string', default: '1' },
    operations: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '2' },
    story: { type: 'boolean', default: false },
  },
})

const columns: readonly (readonly [title: string, of: (report: Report) => string | number])[] = [
  ['seed', ({ seed }) => seed],
  ['faults', ({ kinds }) => kinds.length],
  ['versions', ({ versions }) => versions],
  ['confirmed', ({ confirmed }) => confirmed],
  ['refused', ({ refused }) => refused],
  ['refused here', ({ refusedHere }) => refusedHere],
  ['heard', ({ heard }) => heard],
  ['acknowledged', ({ acknowledged }) => acknowledged],
  ['reads', ({ reads }) => reads],
  ['without database', (report) => `${report.readsWithoutDatabase} / ${report.refusedWithoutDatabase}`],
  ['healed in ms', ({ healedInMs }) => healedInMs?.toFixed(0) ?? 'never'],
  ['took s', ({ tookMs }) => (tookMs / 1000).toFixed(1)],
  ['wrong', ({ wrongs }) => wrongs.length],
]

function print(cells: readonly (string | number)[]): void {
  const padded = cells.map((cell, i) => String(cell).padStart(columns[i]?.[0].length ?? 0))
  process.stdout.write(`| ${padded.join(' | ')} |\n`)
}

if (!hasRedis) process.stderr.write('*** NO redis-server: nodes find each other by polling alone ***\n')
print(columns.map(([title]) => title))
const first = Number(values.first)
let failed = 0
let ran = 0
// What a run started it also ends: asked to stop, this one is the last.
let isStopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isStopping = true
  })
}
for (let seed = first; seed < first + Number(values.seeds) && !isStopping; seed++) {
  ran += 1
  try {
    const report = await runFaults({ seed, operations: Number(values.operations), rounds: Number(values.rounds) })
    print(columns.map(([, of]) => of(report)))
    if (report.wrongs.length > 0) failed += 1
    if (report.wrongs.length > 0 || values.story) process.stdout.write(`${report.story.join('\n')}\n`)
  } catch (error) {
    failed += 1
    process.stdout.write(`${error instanceof Error ? `${error.message}\n${error.cause}` : error}\n`)
  }
}
process.stdout.write(`${failed} of ${ran} seeds failed\n`)
process.exitCode = failed === 0 ? 0 : 1
