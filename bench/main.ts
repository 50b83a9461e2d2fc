import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { type Carried, carried, shapes } from './capacity/capacity.ts'
import { circumstances } from './report/machine.ts'
import { withMarkedText } from './report/marked-text.ts'
import { capacityTable, circumstancesLine, type Measured, tableOf } from './report/table.ts'
import { rows } from './rows/index.ts'
import { openCluster } from './world/cluster.ts'
import { openWorld, type World } from './world/world.ts'

// npm run bench -- [row … | capacity] [--rounds 11] [--seconds 0.6] [--json file] [--write-docs] [--against folder]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '11' },
    seconds: { type: 'string' },
    json: { type: 'string', default: 'bench/last.json' },
    'write-docs': { type: 'boolean', default: false },
    // Another checkout, with its packages installed: the rows that write measure its server beside this one's, in turns.
    against: { type: 'string' },
  },
})
const isCapacity = positionals.includes('capacity')
// Figure and limit take turns, the shorter the better; whether a pace is held is seen in some hundreds of changes.
const seconds = values.seconds ?? (isCapacity ? 3 : 0.6)
const effort = { rounds: Number(values.rounds), seconds: Number(seconds), share: 1 }
const names = rows.map(({ name }) => name)
const unknown = positionals.filter((name) => name !== 'capacity' && !names.includes(name))
if (unknown.length > 0) refuse(`There is no row ${unknown.join(', ')}; there are ${names.join(', ')}, and capacity`)
if (isCapacity && positionals.length > 1) refuse('capacity is measured alone')
if (!(effort.rounds >= 1 && effort.seconds > 0)) refuse('--rounds and --seconds are numbers above zero')
if (values['write-docs'] && values.against !== undefined) refuse('--write-docs is for this checkout alone')
if (values['write-docs'] && !isCapacity && positionals.length > 0) refuse('--write-docs needs every row')

const cluster = await openCluster()
const world = openWorld({ cluster, effort, before: await worldOf(values.against) })
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    process.stderr.write('stopped\n')
    // What was started is ended: servers and PostgreSQL would go on by themselves.
    await world.close()
    await cluster.close()
    process.exit(1)
  })
}
const at = await circumstances(cluster)
const wrong: string[] = []
const measured: Measured[] = []
const capacity: Carried[] = []
try {
  if (isCapacity) for (const shape of shapes) await step(nameOf(shape), async () => keep(await carried(world, shape)))
  else
    for (const { name, run } of wanted())
      await step(name, async () => measured.push({ row: name, lines: await run(world) }))
} finally {
  await cluster.close()
}
const table = isCapacity ? capacityTable(capacity) : tableOf(measured)
const text = `${table}\n\n${circumstancesLine(at)}`
process.stdout.write(`\n${text}\n`)
for (const line of wrong) process.stdout.write(`WRONG ${line}\n`)
writeFileSync(values.json, `${JSON.stringify({ circumstances: at, effort, measured, capacity, wrong }, null, 2)}\n`)
if (values['write-docs'] && wrong.length === 0) {
  const [file, name] = isCapacity ? ['operations.md', 'capacity'] : ['performance.md', 'table']
  const document = new URL(`../docs/${file}`, import.meta.url)
  writeFileSync(document, withMarkedText(readFileSync(document, 'utf8'), name, text))
}
process.exitCode = wrong.length > 0 ? 1 : 0

/** The stands of another checkout, as its own code makes them. */
async function worldOf(folder: string | undefined): Promise<World | undefined> {
  if (folder === undefined) return undefined
  const file = pathToFileURL(path.resolve(folder, 'bench/world/world.ts'))
  const { openWorld: openThere } = (await import(file.href)) as { openWorld: typeof openWorld }
  return openThere({ cluster, effort })
}

/** Measures one thing; a figure of wrong answers is none. */
async function step(name: string, measure: () => Promise<unknown>): Promise<void> {
  const startedAt = performance.now()
  process.stderr.write(`${name} … `)
  try {
    await measure()
  } catch (error) {
    wrong.push(`${name}: ${error instanceof Error ? error.message : error}`)
  }
  await world.close()
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`)
}

function wanted() {
  return rows.filter(({ name, isOnDemand }) => (positionals.length === 0 ? !isOnDemand : positionals.includes(name)))
}

function nameOf({ restaurants, devices }: { restaurants: number; devices: number }): string {
  return `${restaurants} × ${devices}`
}

function keep(found: Carried | undefined): void {
  if (found === undefined) throw new Error('not even the lowest pace was carried')
  capacity.push(found)
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(2)
}
