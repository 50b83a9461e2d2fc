import { randomBytes, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { prepareDatabase } from '../../apps/server/src/db/prepare.ts'
import { type Server, startServer } from '../processes/start-server.ts'
import { asAdmin, benchFolder, type Cluster, openCluster, silent } from './cluster.ts'
import { type BenchRestaurant, type FloorFill, fillFloors, fillHistories, type HistoryFill } from './restaurants.ts'

/** A server and its database. */
export interface Deployment {
  url: string
  adminUrl: string
  /** The database role of the server. A baseline works as the same role. */
  workingRole: string
  restaurants: BenchRestaurant[]
  server: Server
  /** Ends the server and drops the database. A second call does nothing. */
  close(): Promise<void>
}

export interface DeploymentOptions {
  /** Starts a separate PostgreSQL with `track_commit_timestamp`. */
  keepsCommitTimes?: boolean
  /** For the process of the server. */
  nodeOptions?: string[]
  /** The limits of a server that nobody has configured; otherwise those of changes and sockets are lifted. */
  hasDefaultLimits?: boolean
}

// The highest rate that the setting allows: the limiter does its work and refuses nothing. `test` leaves out the build of
// the browser app and the demo restaurant, and nothing else.
export const serverSettings = {
  ...{
    RATE_LIMIT_PER_MINUTE: '1000000',
    SIGN_INS_PER_MINUTE: '0',
    REGISTRATIONS_PER_HOUR: '0',
    LINK_USES_PER_HOUR: '0',
    BAD_TOKENS_PER_MINUTE: '0',
  },
  ENVIRONMENT: 'test',
}

// One driver stands for all devices of a restaurant, at one address.
const withoutLimits = {
  ...{ MAX_VERSIONS_PER_MINUTE: '0', MAX_BYTES_PER_HOUR: '0', WS_HANDSHAKES_PER_MINUTE: '0' },
  ...{ WS_PER_USER: '100000', WS_PER_RESTAURANT: '100000', WS_PER_ADDRESS: '100000' },
}

/** Creates a database in the cluster, fills it with restaurants and starts a server on it. */
export async function openDeployment(
  shared: Cluster,
  fill: FloorFill | HistoryFill,
  { keepsCommitTimes = false, nodeOptions = [], hasDefaultLimits = false }: DeploymentOptions = {},
): Promise<Deployment> {
  const cluster = keepsCommitTimes ? await openCluster({ keepsCommitTimes }) : shared
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  const folder = await benchFolder()
  let server: Server | undefined
  let isClosed = false
  async function close(): Promise<void> {
    if (isClosed) return
    isClosed = true
    await server?.end()
    await rm(folder, { recursive: true, force: true })
    await asAdmin(cluster.adminUrl('postgres'), `drop database if exists ${name} with (force)`)
    if (cluster !== shared) await cluster.close()
  }
  try {
    const [url, adminUrl] = [cluster.url(name), cluster.adminUrl(name)]
    const secretKey = randomBytes(32).toString('base64')
    await asAdmin(cluster.adminUrl('postgres'), `create database ${name} owner qtable`)
    const { workingRole } = await prepareDatabase({ url, log: silent })
    const target = { url, adminUrl, secretKey }
    const restaurants = await ('scale' in fill ? fillHistories(target, fill) : fillFloors(target, fill))
    const env = {
      ...serverSettings,
      ...(hasDefaultLimits ? { RATE_LIMIT_PER_MINUTE: '' } : withoutLimits),
      ...{ DATABASE_URL: url, SECRET_KEY: secretKey },
    }
    server = await startServer({ folder, env, nodeOptions })
    return { url, adminUrl, workingRole, restaurants, server, close }
  } catch (error) {
    await close()
    throw error
  }
}
