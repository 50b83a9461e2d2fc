import { randomBytes, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { prepareDatabase } from '../../apps/server/src/db/prepare.ts'
import type { Driver } from '../drivers/driver.ts'
import type { BareFastify } from '../limits/bare-fastify.ts'
import type { BareWs } from '../limits/bare-ws.ts'
import type { PlainLoop } from '../limits/plain-loop.ts'
import { type Server, startServer } from '../processes/server.ts'
import { type Calls, startWorker, type Worker } from '../processes/worker.ts'
import { asAdmin, benchFolder, type Cluster, openCluster, silent } from './cluster.ts'
import { type BenchRestaurant, fillAtScale, fillRestaurants, type Wanted, type WantedAtScale } from './restaurants.ts'

/** How long and how large: whole for figures, a fraction to see that everything works. */
export interface Effort {
  rounds: number
  /** Of each round, for figure and limit each. */
  seconds: number
  /** The share of sockets, restaurants and rows. */
  share: number
}

/** What a row measures in. */
export interface World {
  effort: Effort
  /** The stands of an older checkout, to be measured beside those of this one. */
  before?: Pick<World, 'openStand'> | undefined
  /** So many, or the share of them that the effort asks for. */
  sized(whole: number): number
  /** A new database with restaurants, and a server on it. */
  openStand(wanted: Wanted | WantedAtScale, options?: StandOptions): Promise<Stand>
  /** A process that loads servers. */
  startDriver(): Promise<Worker<Driver>>
  /** A process that a server is compared with. */
  startLimit<K extends keyof Limits>(name: K, nodeOptions?: string[]): Promise<Worker<Limits[K]>>
  /** Closes all that was opened and ends all that was started. */
  close(): Promise<void>
}

interface Limits {
  'plain-loop': PlainLoop
  'bare-fastify': BareFastify
  'bare-ws': BareWs
}

export interface StandOptions {
  /** A PostgreSQL of its own that remembers when it committed what. */
  keepsCommitTimes?: boolean
  /** Of the server's process. */
  nodeOptions?: string[]
}

/** A server with a database of its own. */
export interface Stand {
  url: string
  adminUrl: string
  /** The role that the server works as, and so must a limit. */
  workingRole: string
  restaurants: BenchRestaurant[]
  server: Server
  close(): Promise<void>
}

// As many requests a minute as the setting allows, so that the limiter works as always and stops nobody. `test` leaves
// out building the app for browsers and the demo restaurant, and nothing else.
export const settings = { RATE_LIMIT_PER_MINUTE: '1000000', ENVIRONMENT: 'test' }

export function openWorld({
  cluster: common,
  effort,
  before,
}: {
  cluster: Cluster
  effort: Effort
  before?: World | undefined
}): World {
  const open = new Set<Stand>()
  const workers = new Set<{ end(): Promise<void> }>()

  async function start<C extends Calls>(file: string, nodeOptions?: string[]): Promise<Worker<C>> {
    const worker = await startWorker<C>(new URL(file, import.meta.url), nodeOptions)
    workers.add(worker)
    return worker
  }

  return {
    effort,
    before,
    sized: (whole) => Math.max(1, Math.ceil(whole * effort.share)),
    async openStand(wanted, { keepsCommitTimes = false, nodeOptions = [] } = {}) {
      const cluster = keepsCommitTimes ? await openCluster({ keepsCommitTimes }) : common
      const name = `bench_${randomUUID().replaceAll('-', '')}`
      const folder = await benchFolder()
      let server: Server | undefined
      async function close(): Promise<void> {
        await server?.end()
        await rm(folder, { recursive: true, force: true })
        await asAdmin(cluster.adminUrl('postgres'), `drop database if exists ${name} with (force)`)
        if (cluster !== common) await cluster.close()
      }
      try {
        const [url, adminUrl] = [cluster.url(name), cluster.adminUrl(name)]
        const secretKey = randomBytes(32).toString('base64')
        await asAdmin(cluster.adminUrl('postgres'), `create database ${name} owner qtable`)
        const { workingRole } = await prepareDatabase({ url, log: silent })
        const target = { url, adminUrl, secretKey }
        const restaurants = await ('scale' in wanted ? fillAtScale(target, wanted) : fillRestaurants(target, wanted))
        const env = { ...settings, DATABASE_URL: url, SECRET_KEY: secretKey }
        server = await startServer({ folder, env, nodeOptions })
        const stand: Stand = {
          ...{ url, adminUrl, workingRole, restaurants, server },
          async close() {
            if (open.delete(stand)) await close()
          },
        }
        open.add(stand)
        return stand
      } catch (error) {
        await close()
        throw error
      }
    },
    startDriver: () => start('../drivers/driver.ts'),
    startLimit: (name, nodeOptions) => start(`../limits/${name}.ts`, nodeOptions),
    async close() {
      for (const worker of workers) await worker.end()
      workers.clear()
      for (const stand of open) await stand.close()
      await before?.close()
    },
  }
}
