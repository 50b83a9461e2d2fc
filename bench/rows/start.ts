import { rm } from 'node:fs/promises'
import { benchFolder } from '../deployment/cluster.ts'
import { interleave, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { startPostgresAlone } from '../processes/start-postgres.ts'
import { startServer } from '../processes/start-server.ts'

const moreMs = 1000
const rounds = 5

/** `npm start` on an existing data folder, with the demo restaurant in it and the browser app built. */
export const start: Row = {
  name: 'start',
  begins: 'A data folder that two starts have been on, with the demo restaurant',
  async run(bench) {
    const folder = await benchFolder()
    const once = async () => {
      const server = await startServer({ folder, env: {} })
      await server.end()
      return { ms: server.startedInMs }
    }
    try {
      // The first start creates the data folder.
      await once()
      const measured = await interleave({
        rounds: Math.min(rounds, bench.effort.rounds),
        of: {
          figure: once,
          baseline: async () => ({ ms: await startPostgresAlone(folder) }),
        },
      })
      const [figure, baseline] = [medians(measured.figure), medians(measured.baseline)]
      return [
        {
          figure: 'start to the first answer, existing data folder',
          baseline: 'PostgreSQL alone until it is ready',
          unit: 'ms',
          ...{ value: figure.ms, baselineValue: baseline.ms, ratio: figure.ms / baseline.ms },
          target: '+ < 1 s',
          isMet: figure.ms - baseline.ms < moreMs,
          rounds: measured,
        },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
