import type { Command } from 'commander'
import { openLog } from '../observability/log.ts'
import { buildStand, isStandBuilt } from './build-stand.ts'
import type { CliContext } from './cli-context.ts'
import { stopSignal } from './stop-signal.ts'

// Orchestrators kill after 30 s or less.
const closeWithinMs = 20_000

/** `qtable serve` */
export function addServeCommand(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('serve QTable until SIGTERM or SIGINT; settings come from the environment (see .env.example)')
    .action(() => serve(context))
}

async function serve({ config: readConfig, terminal }: CliContext): Promise<void> {
  const config = readConfig()
  const log = openLog(config)
  const stop = stopSignal()
  // From the signal on, also where the server is still starting.
  const deadline = openDeadline()
  void stop.then(deadline.start)
  // Checked while PostgreSQL starts.
  const isBuilt = config.environment === 'test' || isStandBuilt()
  // Loaded here alone: with the server, every other command took half a second longer to start.
  const { openApp } = await import('../app.ts')
  const app = await openApp({ config, log })
  try {
    const built = (await isBuilt) ? undefined : buildStand(terminal)
    if (config.environment === 'development') {
      const { addDemo, findDemo, renewDemo } = await import('../demo/demo.ts')
      const place = { db: app.db, dataDir: config.dataDir }
      const added = await addDemo(place)
      if (!added) await renewDemo(place)
      const demo = added ?? (await findDemo(place))
      if (demo) terminal.out(`Demo restaurant: sign in as ${demo.email} with the password ${demo.password}`)
    }
    await built
    const url = urlOf(config.host, await app.listen())
    if (app.databaseFolder) terminal.out(`Database: embedded PostgreSQL in ${app.databaseFolder}`)
    terminal.out(`QTable is at ${url} (try every route at ${url}/docs)`)
    const signal = await stop
    log.info({ signal }, 'stopping')
  } finally {
    deadline.start()
    await app.close()
    deadline.clear()
  }
}

// A server on all interfaces reports one of their addresses; people on this machine use localhost.
function urlOf(host: string, listening: string): string {
  const url = new URL(listening)
  if (host === '0.0.0.0' || host === '::') url.hostname = 'localhost'
  return url.origin
}

/** Ends the process if it has not ended in time after `start`. */
function openDeadline(): { start(): void; clear(): void } {
  let timer: NodeJS.Timeout | undefined
  return {
    start() {
      timer ??= setTimeout(() => {
        process.stderr.write('QTable could not close in time.\n')
        process.exit(1)
      }, closeWithinMs).unref()
    },
    clear: () => clearTimeout(timer),
  }
}
