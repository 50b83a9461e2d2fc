import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openBenchContext } from './bench-context.ts'
import { type Load, loads, measureCapacity, type NodeCapacity } from './capacity/capacity.ts'
import { openCluster } from './deployment/cluster.ts'
import { openOtherCheckout } from './deployment/other-checkout.ts'
import { readEnvironment } from './report/environment.ts'
import { withMarkedText } from './report/marked-text.ts'
import { capacityTable, environmentLine, type MeasuredRow, tableOf } from './report/table.ts'
import { rows } from './rows/index.ts'

// npm run bench -- [row … | capacity] [--rounds 11] [--seconds 0.6] [--json file] [--write-docs] [--against folder]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '11' },
    seconds: { type: 'string' },
    json: { type: 'string', default: 'bench/last.json' },
    'write-docs': { type: 'boolean', default: false },
    // Another checkout with its packages installed. The rows that write measure its server in turns with this one's.
    against: { type: 'string' },
  },
})
const isCapacity = positionals.includes('capacity')
// Short rounds, because the machine drifts. The p99 of a capacity needs some hundreds of changes.
const seconds = Number(values.seconds ?? (isCapacity ? 3 : 0.6))
const effort = { rounds: Number(values.rounds), seconds, share: 1 }
const names = rows.map(({ name }) => name)
const unknown = positionals.filter((name) => name !== 'capacity' && !names.includes(name))
if (unknown.length > 0) refuse(`There is no row ${unknown.join(', ')}; there are ${names.join(', ')}, and capacity`)
if (isCapacity && positionals.length > 1) refuse('capacity is measured alone')
if (!(effort.rounds >= 1 && effort.seconds > 0)) refuse('--rounds and --seconds are numbers above zero')
if (values['write-docs'] && values.against !== undefined) refuse('--write-docs is for this checkout alone')
if (values['write-docs'] && !isCapacity && positionals.length > 0) refuse('--write-docs needs every row')

const cluster = await openCluster()
const other = values.against === undefined ? undefined : await openOtherCheckout(values.against, { cluster, effort })
const bench = openBenchContext({ cluster, effort, other })
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    process.stderr.write('stopped\n')
    // The servers and PostgreSQL are detached from this process and would outlive it.
    await bench.close()
    await cluster.close()
    process.exit(1)
  })
}
const environment = await readEnvironment(cluster)
const wrong: string[] = []
const measured: MeasuredRow[] = []
const capacities: NodeCapacity[] = []
try {
  if (isCapacity) for (const load of loads) await step(`${load.restaurants} × ${load.devices}`, () => addCapacity(load))
  else
    for (const { name, run } of chosenRows())
      await step(name, async () => measured.push({ row: name, lines: await run(bench) }))
} finally {
  await cluster.close()
}
const table = isCapacity ? capacityTable(capacities) : tableOf(measured)
const text = `${table}\n\n${environmentLine(environment)}`
process.stdout.write(`\n${text}\n`)
for (const line of wrong) process.stdout.write(`WRONG ${line}\n`)
writeFileSync(values.json, `${JSON.stringify({ environment, effort, measured, capacities, wrong }, null, 2)}\n`)
if (values['write-docs'] && wrong.length === 0) {
  const [file, name] = isCapacity ? ['operations.md', 'capacity'] : ['performance.md', 'table']
  const document = new URL(`../docs/${file}`, import.meta.url)
  writeFileSync(document, withMarkedText(readFileSync(document, 'utf8'), name, text))
}
process.exitCode = wrong.length > 0 ? 1 : 0

/** Runs one measurement. One that fails, or finds a wrong answer, has no figure. */
async function step(name: string, measure: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  process.stderr.write(`${name} … `)
  try {
    await measure()
  } catch (error) {
    wrong.push(`${name}: ${error instanceof Error ? error.message : error}`)
  }
  await bench.close()
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`)
}

function chosenRows() {
  return rows.filter(({ name, isOnDemand }) => (positionals.length === 0 ? !isOnDemand : positionals.includes(name)))
}

async function addCapacity(load: Load): Promise<void> {
  const capacity = await measureCapacity(bench, load)
  if (capacity === undefined) throw new Error('not even the lowest rate was sustained')
  capacities.push(capacity)
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(2)
}
