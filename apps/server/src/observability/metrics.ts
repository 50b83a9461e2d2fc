import { commands as known, Problem } from '@qtable/domain'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Commands } from '../commands/execute.ts'
import type { Floors } from '../journal/floors.ts'
import { type Answered, openRequestDurations } from './request-durations.ts'
import { openSocketMetrics, type SocketMetrics } from './socket-metrics.ts'

/** What the process counts, in the format of Prometheus. Holds numbers and the names of routes, nobody's data. */
export interface Metrics {
  /** The content type of `text`. */
  readonly contentType: string
  text(): Promise<string>
  request(answered: Answered): void
  /** The same commands, counted. */
  counting(commands: Commands): Commands
  readonly sockets: SocketMetrics
}

// From the time of one commit on a good disk to what a person no longer waits for.
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export function openMetrics({ floors }: { floors: Pick<Floors, 'size' | 'loads'> }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = openRequestDurations(
    { name: 'qtable_http_request_duration_seconds', help: 'Time from a request to its answer' },
    buckets,
  )
  const outcomes = new Counter({
    name: 'qtable_commands_total',
    help: 'Changes asked for, by command and by what became of them (a problem code where they were refused)',
    labelNames: ['command', 'outcome'],
    registers,
  })
  const durations = new Histogram({
    name: 'qtable_change_duration_seconds',
    help: 'Time from a change being asked for to it being durable',
    buckets,
    registers,
  })
  new Gauge({
    name: 'qtable_floors_held',
    help: 'Restaurants whose floor is in memory',
    registers,
    collect() {
      this.set(floors.size)
    },
  })

  new Counter({
    name: 'qtable_floor_loads_total',
    help: 'Floors that were read from their rows',
    registers,
    collect() {
      this.reset()
      this.inc(floors.loads)
    },
  })

  return {
    contentType: registry.contentType,
    sockets: openSocketMetrics(registry),
    text: async () => `${await registry.metrics()}\n${requests.text()}`,
    request: requests.observe,
    counting: (commands) => ({
      ...commands,
      async execute(restaurantId, actor, submission) {
        const stop = durations.startTimer()
        const [first, ...others] = submission.unit.commands
        const counted = (outcome: string) =>
          outcomes.inc({ command: others.length > 0 ? 'batch' : nameOf(first?.type), outcome })
        try {
          const outcome = await commands.execute(restaurantId, actor, submission)
          counted(outcome.status)
          return outcome
        } catch (error) {
          counted(error instanceof Problem ? error.code : 'internal')
          throw error
        } finally {
          stop()
        }
      },
    }),
  }
}

// A client may write anything for a type, and each name would be counted for ever.
function nameOf(type: string | undefined): string {
  return type !== undefined && Object.hasOwn(known, type) ? type : 'unknown'
}
