import type { BenchContext } from '../bench-context.ts'
import type { Scale } from '../fill/fill.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { openWriteLoad } from './compare-writes.ts'
import { statusChanges } from './status-changes.ts'

const [few, many] = [1_000, 1_000_000]
const mostRatio = 1.2

/** One change at a time in a restaurant with a long history, beside one with a short history in another database. */
export const history: Row = {
  name: 'history',
  begins: 'Two databases, filled by SQL, with the statistics of autovacuum; half as many rounds as count',
  async run(bench) {
    const figure = await openHistory(bench, bench.scaled(many))
    const baseline = await openHistory(bench, bench.scaled(few))
    const rounds = await interleave({
      rounds: bench.effort.rounds,
      of: { figure: figure.run, baseline: baseline.run },
    })
    for (const load of [figure, baseline]) await load.verify()
    const [{ p50, p99 }, short] = [medians(rounds.figure), medians(rounds.baseline)]
    const ratio = p50 / short.p50
    return [
      {
        figure: `one change with ${many.toLocaleString('en-GB')} rows of history`,
        baseline: `with ${few.toLocaleString('en-GB')}`,
        unit: 'ms',
        ...{ value: p50, baselineValue: short.p50, ratio, p50, p99 },
        target: 'flat (≤ 1.2×)',
        isMet: ratio <= mostRatio,
        rounds,
      },
    ]
  },
}

async function openHistory(bench: BenchContext, rows: number) {
  const deployment = await bench.openDeployment({ restaurants: 1, scale: scaleOf(rows) })
  const [restaurant] = deployment.restaurants
  if (!restaurant) throw new Error('the row needs a restaurant')
  return openWriteLoad(bench, deployment, {
    connections: [statusChanges(restaurant, 0)],
    of: [restaurant],
    until: { seconds: bench.effort.seconds },
  })
}

// Every third past party has a reservation, so parties and reservations are two fifths of the rows.
function scaleOf(rows: number): Partial<Scale> {
  return { history: Math.round(rows * 0.3), logged: Math.round(rows * 0.4), receipts: Math.round(rows * 0.2) }
}
