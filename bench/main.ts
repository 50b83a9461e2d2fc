import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { circumstances } from './report/machine.ts'
import { circumstancesLine, type Measured, tableOf } from './report/table.ts'
import { rows } from './rows/index.ts'
import { openCluster } from './world/cluster.ts'
import { openWorld } from './world/world.ts'

// npm run bench -- [row …] [--rounds 3] [--seconds 2] [--json file]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    json: { type: 'string', default: 'bench/last.json' },
  },
})
const names = rows.map(({ name }) => name)
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no row ${unknown.join(', ')}; there are ${names.join(', ')}\n`)
  process.exit(2)
}
const wanted = rows.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

const cluster = await openCluster()
const effort = { rounds: Number(values.rounds), seconds: Number(values.seconds), share: 1 }
const world = openWorld({ cluster, effort })
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    // What was started is ended: servers and PostgreSQL would go on by themselves.
    await world.close()
    await cluster.close()
    process.exit(1)
  })
}
const measured: Measured[] = []
const wrong: string[] = []
const at = await circumstances(cluster)
try {
  for (const { name, run } of wanted) {
    const startedAt = performance.now()
    process.stderr.write(`${name} … `)
    try {
      measured.push({ row: name, lines: await run(world) })
    } catch (error) {
      // A figure of wrong answers is none.
      wrong.push(`${name}: ${error instanceof Error ? error.message : error}`)
    }
    await world.close()
    process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`)
  }
} finally {
  await cluster.close()
}
if (measured.length > 0) process.stdout.write(`\n${tableOf(measured)}\n\n${circumstancesLine(at)}\n`)
for (const line of wrong) process.stdout.write(`WRONG ${line}\n`)
writeFileSync(values.json, `${JSON.stringify({ circumstances: at, effort, measured, wrong }, null, 2)}\n`)
process.exitCode = wrong.length > 0 ? 1 : 0
