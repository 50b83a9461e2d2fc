import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))

/** A server in its own process that keeps its whole log. */
export interface FuzzServer {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
  /** Everything that it has printed. */
  printed(): string
  /** The sum of each metric over its labels. */
  metrics(): Promise<ReadonlyMap<string, number>>
  /** Stops it like an operator does; resolves to its exit code. */
  stop(): Promise<number | null>
}

/** Starts a server on a database. No limit in time is on, because the load comes from one address. */
export async function startFuzzServer(env: Readonly<Record<string, string>>): Promise<FuzzServer> {
  const withoutRates = {
    ...{ RATE_LIMIT_PER_MINUTE: '0', SIGN_INS_PER_MINUTE: '0', REGISTRATIONS_PER_HOUR: '0', LINK_USES_PER_HOUR: '0' },
    ...{
      MAX_VERSIONS_PER_MINUTE: '0',
      MAX_BYTES_PER_HOUR: '0',
      WS_HANDSHAKES_PER_MINUTE: '0',
      BAD_TOKENS_PER_MINUTE: '0',
    },
  }
  // Small, so that a run reaches each of them.
  const budgets = {
    MAX_PARTIES: '120',
    MAX_BOOKINGS: '120',
    MAX_TABLES: '60',
    MAX_SECTIONS: '20',
    MAX_COMBINATIONS: '30',
  }
  const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
  const child = spawn(process.execPath, [main, 'serve'], {
    env: {
      ...inherited,
      ...{ PORT: '0', HOST: '127.0.0.1', ENVIRONMENT: 'test', LOG_LEVEL: 'debug', HEADERS_TIMEOUT: '2' },
      ...withoutRates,
      ...budgets,
      ...env,
    },
  })
  const output: string[] = []
  const keep = (text: unknown) => void output.push(String(text))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const printed = () => output.join('')
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /QTable is at (\S+)/.exec(printed())?.[1]
      if (found) resolve(found)
    })
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${printed()}`)))
  })
  return {
    url,
    port: Number(new URL(url).port),
    child,
    printed,
    async metrics() {
      const response = await fetch(`${url}/metrics`)
      return sumsOf(await response.text())
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      await closed
      return child.exitCode
    },
  }
}

function sumsOf(text: string): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [, name = '', value] of text.matchAll(/^(\w+)(?:\{[^}]*\})? (\S+)$/gm)) {
    sums.set(name, (sums.get(name) ?? 0) + Number(value))
  }
  return sums
}
