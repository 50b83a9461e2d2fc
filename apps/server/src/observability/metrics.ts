import { Problem, commands as registry } from '@qtable/domain'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type Budgets, defaultBudgets } from '../budgets.ts'
import type { Commands } from '../commands/execute.ts'
import { unexpectedErrors } from '../guarded.ts'
import type { Floors } from '../journal/floors.ts'
import { openBudgetMetrics } from './budget-metrics.ts'
import { type AnsweredRequest, openRequestDurations } from './request-durations.ts'
import { openSocketMetrics, type SocketMetrics } from './socket-metrics.ts'

/** The metrics of the process, in the format of Prometheus: numbers and names of routes, no personal data. */
export interface Metrics {
  /** The content type of `text`. */
  readonly contentType: string
  text(): Promise<string>
  request(answered: AnsweredRequest): void
  /** Wraps commands so that they are counted and timed. */
  counting(commands: Commands): Commands
  readonly sockets: SocketMetrics
}

// In seconds: from one commit on a fast disk to longer than anybody waits.
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export function openMetrics({
  floors,
  budgets = defaultBudgets,
}: {
  floors: Pick<Floors, 'size' | 'loads' | 'cached' | 'cachedIds'>
  budgets?: Budgets
}): Metrics {
  const prometheus = new Registry()
  const registers = [prometheus]
  collectDefaultMetrics({ register: prometheus })
  const requests = openRequestDurations(
    { name: 'qtable_http_request_duration_seconds', help: 'Time from a request to its answer' },
    buckets,
  )
  const outcomes = new Counter({
    name: 'qtable_commands_total',
    help: 'Changes, by command and outcome: applied, duplicate, or the problem code of a refusal',
    labelNames: ['command', 'outcome'],
    registers,
  })
  const durations = new Histogram({
    name: 'qtable_change_duration_seconds',
    help: 'Time from the request of a change to its commit',
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
    help: 'Floors that were loaded from the database',
    registers,
    collect() {
      this.reset()
      this.inc(floors.loads)
    },
  })

  new Counter({
    name: 'qtable_unexpected_errors_total',
    help: 'Unexpected errors, by where they were caught; each ended one request, one socket or one run of a job',
    labelNames: ['where'],
    registers,
    collect() {
      this.reset()
      for (const [where, count] of unexpectedErrors()) this.inc({ where }, count)
    },
  })
  const countQuota = openBudgetMetrics(prometheus, { floors, budgets })

  return {
    contentType: prometheus.contentType,
    sockets: openSocketMetrics(prometheus),
    text: async () => `${await prometheus.metrics()}\n${requests.text()}`,
    request: requests.observe,
    counting: (commands) => ({
      ...commands,
      async execute(restaurantId, actor, submission) {
        const stop = durations.startTimer()
        const [first, ...others] = submission.unit.commands
        const count = (outcome: string) =>
          outcomes.inc({ command: others.length > 0 ? 'batch' : labelOf(first?.type), outcome })
        try {
          const outcome = await commands.execute(restaurantId, actor, submission)
          count(outcome.status)
          return outcome
        } catch (error) {
          count(error instanceof Problem ? error.code : 'internal')
          if (error instanceof Problem && error.code === 'quota_exceeded') countQuota(error)
          throw error
        } finally {
          stop()
        }
      },
    }),
  }
}

// Clients may send any type: a label for each would grow without limit.
function labelOf(type: string | undefined): string {
  return type !== undefined && Object.hasOwn(registry, type) ? type : 'unknown'
}
