import { parseArgs } from 'node:util'
import { formatFailure, formatReport, runSeeds } from './run-seeds.ts'

// npm run simulate -- --seeds 5000 [--from 1] [--keep-going] | --seed 17 [--trace]
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    'keep-going': { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
})

const progressMs = 5000
let reportedAt = performance.now()

const report = await runSeeds({
  from: Number(values.seed ?? values.from),
  count: values.seed === undefined ? Number(values.seeds) : 1,
  keepsGoing: values['keep-going'],
  keptLines: values.trace ? Number.POSITIVE_INFINITY : undefined,
  onResult({ seed, hash, events, virtualSeconds, versions, violation, trace }) {
    if (values.trace && !violation) print(trace.join('\n'))
    if (values.seed !== undefined) {
      print(`seed ${seed}: ${events} events in ${virtualSeconds.toFixed(1)} s, ${versions} versions, trace ${hash}`)
    } else if (performance.now() - reportedAt > progressMs) {
      reportedAt = performance.now()
      print(`seed ${seed}`)
    }
  },
})
for (const result of report.failed) print(formatFailure(result))
print(formatReport(report))
process.exitCode = report.failed.length > 0 ? 1 : 0

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
