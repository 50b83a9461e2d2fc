import type { SimulatedProcess } from './scheduler.ts'
import type { SimulatedUser } from './simulated-accounts.ts'
import { openSimulatedNetwork, type SimulatedNetwork } from './simulated-network.ts'
import type { Simulation } from './simulation.ts'

export interface ReceivedResponse {
  status: number
  body: Record<string, unknown>
  /** I5: whether a floor of this version has all that was acknowledged before the request, or need not have it. */
  isFresh: (version: number) => boolean
  /** The name of the node. */
  servedBy: string
}

/** A client without the SDK, which sends plain HTTP over its own simulated network. */
export interface SimulatedHttpClient {
  readonly name: string
  readonly network: SimulatedNetwork
  /** Sends one request. Resolves with undefined if no response arrives. */
  request(
    method: string,
    path: string,
    given?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<ReceivedResponse | undefined>
}

// A node that cannot reach the database waits about two seconds for it, and then serves the floor that it has.
const staleReadsMs = 2500
const timeoutMs = 9000

export function openSimulatedHttpClient(
  simulation: Simulation,
  { name, user }: { name: string; user: SimulatedUser },
): SimulatedHttpClient {
  const { scheduler, random, accounts, nodes, model } = simulation
  const self: SimulatedProcess = { name, clockSkewMs: 0, isDead: false }
  const network = openSimulatedNetwork({ scheduler, random: random.fork(), device: self, nodes })
  // A new token for each request: expiry is tested with the SDK.
  const token = () => accounts.startSession(user).access_token
  return {
    name,
    network,
    async request(method, path, { body, headers = {} } = {}) {
      const { acknowledgedVersion, restoreCount } = model
      const sentAt = scheduler.now
      const abort = new AbortController()
      const timer = scheduler.schedule(timeoutMs, () => abort.abort(), self)
      try {
        const response = await scheduler.runAs(self, () =>
          network.fetch(`http://qtable/api/v1${path}`, {
            method,
            headers: { authorization: `Bearer ${token()}`, ...headers },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            signal: abort.signal,
          }),
        )
        const text = await response.text()
        const servedBy = response.headers.get('served-by')
        const node = nodes.find((one) => one.process.name === servedBy)
        // A node that is gone may have been in trouble as well.
        const mayBeStale = !node || node.troubleAt >= sentAt - staleReadsMs || model.restoreCount !== restoreCount
        return {
          status: response.status,
          body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          isFresh: (version) => version >= acknowledgedVersion || mayBeStale,
          servedBy: servedBy ?? '',
        }
      } catch {
        return undefined
      } finally {
        scheduler.cancel(timer)
      }
    },
  }
}
