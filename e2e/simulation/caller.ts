import type { Person } from './accounts.ts'
import { type Network, openNetwork } from './network.ts'
import type { Simulation } from './simulation.ts'
import type { Actor } from './timeline.ts'

/** What came back. */
export interface Heard {
  status: number
  body: Record<string, unknown>
  /** Whether it shows all that was acknowledged before it was asked for, or could not know: I5. */
  sees: (version: number) => boolean
  servedBy: string
}

/** Somebody who speaks plain HTTP, over a network of their own. */
export interface Caller {
  readonly actor: Actor
  readonly network: Network
  /** Asks once; undefined where no answer comes. */
  ask(
    method: string,
    path: string,
    given?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Heard | undefined>
}

// How long a node that could not ask the database may wait for it, and then go by what it knows; with some to spare.
const forgivenMs = 2500
// As long as a question may take.
const patienceMs = 9000

export function openCaller(simulation: Simulation, { name, person }: { name: string; person: Person }): Caller {
  const { timeline, random, accounts, nodes, history } = simulation
  const actor: Actor = { name, clockAheadMs: 0, isDead: false }
  const network = openNetwork({ timeline, random: random.fork(), device: actor, nodes })
  // A token for each question: who asks is not what is looked at.
  const token = () => accounts.begin(person).access_token
  return {
    actor,
    network,
    async ask(method, path, { body, headers = {} } = {}) {
      const { acknowledged, lives } = history
      const askedAt = timeline.now
      const giveUp = new AbortController()
      const timer = timeline.after(patienceMs, () => giveUp.abort(), actor)
      try {
        const answer = await timeline.as(actor, () =>
          network.fetch(`http://qtable/api/v1${path}`, {
            method,
            headers: { authorization: `Bearer ${token()}`, ...headers },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            signal: giveUp.signal,
          }),
        )
        const text = await answer.text()
        const servedBy = answer.headers.get('served-by')
        const node = nodes.find((one) => one.actor.name === servedBy)
        // A node that is gone by now may have been in trouble as well.
        const isForgiven = !node || node.troubleAt >= askedAt - forgivenMs || history.lives !== lives
        return {
          status: answer.status,
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          sees: (version) => version >= acknowledged || isForgiven,
          servedBy: servedBy ?? '',
        }
      } catch {
        return undefined
      } finally {
        timeline.cancel(timer)
      }
    },
  }
}
