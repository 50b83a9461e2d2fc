import { rm } from 'node:fs/promises'
import { inTurns, medians } from '../measure/rounds.ts'
import type { Row } from '../measure/row.ts'
import { startPostgresAlone } from '../processes/postgres.ts'
import { startServer } from '../processes/server.ts'
import { benchFolder } from '../world/cluster.ts'

const moreMs = 1000
const rounds = 5

/** `npm start` on a data folder that is there already, with the demo restaurant in it and the app for browsers built. */
export const start: Row = {
  name: 'start',
  begins: 'A data folder that two starts have been on, with the demo restaurant',
  async run(world) {
    const folder = await benchFolder()
    const once = async () => {
      const server = await startServer({ folder, env: {} })
      await server.end()
      return { ms: server.startedInMs }
    }
    try {
      // The first start of all makes what the others find; the round that does not count is the second one.
      await once()
      const measured = await inTurns({
        rounds: Math.min(rounds, world.effort.rounds),
        of: {
          figure: once,
          limit: async () => ({ ms: await startPostgresAlone(folder) }),
        },
      })
      const [figure, limit] = [medians(measured.figure), medians(measured.limit)]
      return [
        {
          figure: 'start to the first answer, existing data folder',
          limit: 'PostgreSQL alone until it is ready',
          unit: 'ms',
          ...{ value: figure.ms, limitValue: limit.ms, ratio: figure.ms / limit.ms },
          mark: '+ < 1 s',
          isReached: figure.ms - limit.ms < moreMs,
          rounds: measured,
        },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}
