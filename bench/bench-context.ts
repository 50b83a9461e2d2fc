import type { BareFastify } from './baselines/bare-fastify.ts'
import type { BareWs } from './baselines/bare-ws.ts'
import type { PlainLoop } from './baselines/plain-loop.ts'
import type { Cluster } from './deployment/cluster.ts'
import { type Deployment, type DeploymentOptions, openDeployment } from './deployment/deployment.ts'
import type { FloorFill, HistoryFill } from './deployment/restaurants.ts'
import type { Driver } from './drivers/driver.ts'
import { type Calls, startWorker, type Worker } from './processes/start-worker.ts'
import type { AttackProcess } from './rows/attack-process.ts'

/** How long and how large: everything for figures, a fraction to test that a row works. */
export interface Effort {
  rounds: number
  /** The length of one round, for the figure and for each baseline. */
  seconds: number
  /** The share of sockets, restaurants and rows, 0 to 1. */
  share: number
}

/** What a row needs to measure. It owns every deployment and process that the row opens. */
export interface BenchContext {
  effort: Effort
  /** Deployments of the checkout that is measured beside this one. */
  other?: OtherCheckout | undefined
  /** The share of `whole` that the effort asks for, at least 1. */
  scaled(whole: number): number
  openDeployment(fill: FloorFill | HistoryFill, options?: DeploymentOptions): Promise<Deployment>
  /** Starts a process that sends requests and measures the answers. */
  startDriver(): Promise<Worker<Driver>>
  /** Starts a process of low priority that attacks a server. */
  startAttacker(): Promise<Worker<AttackProcess>>
  /** Starts a process that the server is compared with. */
  startBaseline<K extends keyof Baselines>(name: K, nodeOptions?: string[]): Promise<Worker<Baselines[K]>>
  /** Ends every process and closes every deployment. */
  close(): Promise<void>
}

/** Opens deployments with the code of another checkout. */
export interface OtherCheckout {
  openDeployment(fill: FloorFill): Promise<Deployment>
  close(): Promise<void>
}

interface Baselines {
  'plain-loop': PlainLoop
  'bare-fastify': BareFastify
  'bare-ws': BareWs
}

export function openBenchContext({
  cluster,
  effort,
  other,
}: {
  cluster: Cluster
  effort: Effort
  other?: OtherCheckout | undefined
}): BenchContext {
  const deployments = new Set<Deployment>()
  const workers = new Set<{ end(): Promise<void> }>()

  async function start<C extends Calls>(file: string, nodeOptions?: string[]): Promise<Worker<C>> {
    const worker = await startWorker<C>(new URL(file, import.meta.url), nodeOptions)
    workers.add(worker)
    return worker
  }

  return {
    effort,
    other,
    scaled: (whole) => Math.max(1, Math.ceil(whole * effort.share)),
    async openDeployment(fill, options) {
      const deployment = await openDeployment(cluster, fill, options)
      deployments.add(deployment)
      return deployment
    },
    startDriver: () => start('./drivers/driver.ts'),
    startAttacker: () => start('./rows/attack-process.ts'),
    startBaseline: (name, nodeOptions) => start(`./baselines/${name}.ts`, nodeOptions),
    async close() {
      for (const worker of workers) await worker.end()
      workers.clear()
      for (const deployment of deployments) await deployment.close()
      deployments.clear()
      await other?.close()
    },
  }
}
