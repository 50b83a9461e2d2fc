import { parseArgs } from 'node:util'
import { runSeeds, storyOf, tableOf } from './many-seeds.ts'

// npm run simulate -- --seeds 5000 | --seed 17 [--from 1] [--go-on]
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    'go-on': { type: 'boolean', default: false },
  },
})

const everyMs = 5000
let toldAt = performance.now()

const tally = await runSeeds({
  from: Number(values.seed ?? values.from),
  count: values.seed === undefined ? Number(values.seeds) : 1,
  goOn: values['go-on'],
  told({ seed, hash, happenings, seconds, versions }) {
    if (values.seed !== undefined) {
      say(`seed ${seed}: ${happenings} happenings in ${seconds.toFixed(1)} s, ${versions} versions, story ${hash}`)
    } else if (performance.now() - toldAt > everyMs) {
      toldAt = performance.now()
      say(`seed ${seed}`)
    }
  },
})
for (const ending of tally.failed) say(storyOf(ending))
say(tableOf(tally))
process.exitCode = tally.failed.length > 0 ? 1 : 0

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
