import { type App, openApp } from '../app.ts'
import type { Config } from '../config.ts'
import { addDemo } from '../demo/demo.ts'
import { openLog } from '../observability/log.ts'
import { StartError } from '../start-error.ts'
import { buildStand, isStandBuilt } from './build-stand.ts'
import { stopSignal } from './stop-signal.ts'
import type { World } from './with-database.ts'

// What is under way gets this long to finish; an orchestrator kills after 30 s or less.
const closeWithinMs = 20_000

/** Serves until a signal says stop; resolves when everything is closed. */
export async function serve({ config: readConfig, terminal }: World): Promise<void> {
  const config = readConfig()
  const log = openLog(config)
  const stop = stopSignal()
  // Looked at while PostgreSQL starts.
  const isBuilt = config.environment === 'test' || isStandBuilt()
  const app = await openApp({ config, log })
  try {
    const built = (await isBuilt) ? undefined : buildStand(terminal)
    if (config.environment === 'development') {
      const demo = await addDemo(app)
      if (demo) terminal.out(`Demo restaurant: sign in as ${demo.email} with the password ${demo.password}`)
    }
    await built
    const url = urlOf(config.host, await listen(app, config))
    if (app.databaseFolder) terminal.out(`Database: embedded PostgreSQL in ${app.databaseFolder}`)
    terminal.out(`QTable is at ${url} (try every route at ${url}/docs)`)
    const signal = await stop
    log.info({ signal }, 'stopping')
  } finally {
    await closeInTime(app)
  }
}

async function listen(app: App, { host, port }: Pick<Config, 'host' | 'port'>): Promise<string> {
  try {
    return await app.listen()
  } catch (error) {
    switch ((error as { code?: unknown }).code) {
      case 'EADDRINUSE':
        throw new StartError(`PORT ${port} is in use by another process; stop that one, or set another PORT`)
      case 'EACCES':
        throw new StartError(`PORT ${port} is not for this user; set one from 1024 on`)
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
      case 'EINVAL':
        throw new StartError(`HOST must be an address of this machine, such as 0.0.0.0 or 127.0.0.1, not ${host}`)
      default:
        throw error
    }
  }
}

// Listening on every interface is told as the address of one of them; people on this machine type localhost.
function urlOf(host: string, listening: string): string {
  const url = new URL(listening)
  if (host === '0.0.0.0' || host === '::') url.hostname = 'localhost'
  return url.origin
}

async function closeInTime(app: App): Promise<void> {
  const late = setTimeout(() => {
    process.stderr.write('QTable could not close in time.\n')
    process.exit(1)
  }, closeWithinMs)
  await app.close()
  clearTimeout(late)
}
