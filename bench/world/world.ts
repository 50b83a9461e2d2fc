import { randomBytes, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { prepareDatabase } from '../../apps/server/src/db/prepare.ts'
import { type Server, startServer } from '../processes/server.ts'
import { asAdmin, benchFolder, type Cluster, silent } from './cluster.ts'
import { fillRestaurants, type Restaurant, type Wanted } from './restaurants.ts'

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
  cluster: Cluster
  effort: Effort
  /** So many, or the share of them that the effort asks for. */
  sized(whole: number): number
  /** A new database with restaurants, and a server on it. */
  openStand(wanted: Wanted, options?: { nodeOptions?: string[] }): Promise<Stand>
  /** Closes what rows have opened. */
  close(): Promise<void>
}

/** A server with a database of its own. */
export interface Stand {
  url: string
  adminUrl: string
  /** The role that the server works as, and so must a limit. */
  workingRole: string
  restaurants: Restaurant[]
  server: Server
  close(): Promise<void>
}

// As many requests a minute as the setting allows, so that the limiter works as always and stops nobody. `test` leaves
// out building the app for browsers and the demo restaurant, and nothing else.
const settings = { RATE_LIMIT_PER_MINUTE: '1000000', ENVIRONMENT: 'test' }

export function openWorld({ cluster, effort }: { cluster: Cluster; effort: Effort }): World {
  const open = new Set<Stand>()

  return {
    cluster,
    effort,
    sized: (whole) => Math.max(1, Math.ceil(whole * effort.share)),
    async openStand(wanted, { nodeOptions = [] } = {}) {
      const name = `bench_${randomUUID().replaceAll('-', '')}`
      const [url, adminUrl] = [cluster.url(name), cluster.adminUrl(name)]
      const secretKey = randomBytes(32).toString('base64')
      await asAdmin(cluster.adminUrl('postgres'), `create database ${name} owner qtable`)
      const { workingRole } = await prepareDatabase({ url, log: silent })
      const restaurants = await fillRestaurants({ url, adminUrl, secretKey }, wanted)
      const folder = await benchFolder()
      const env = { ...settings, DATABASE_URL: url, SECRET_KEY: secretKey }
      const server = await startServer({ folder, env, nodeOptions })
      const stand: Stand = {
        ...{ url, adminUrl, workingRole, restaurants, server },
        async close() {
          open.delete(stand)
          await server.end()
          await rm(folder, { recursive: true, force: true })
          await asAdmin(cluster.adminUrl('postgres'), `drop database ${name} with (force)`)
        },
      }
      open.add(stand)
      return stand
    },
    async close() {
      for (const stand of open) await stand.close()
    },
  }
}
