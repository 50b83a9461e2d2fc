import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { temporaryFolder } from '../../apps/server/src/testing/temporary-folder.ts'
import { zoneOfAnEvening } from './evening.ts'

const main = path.join(import.meta.dirname, '../../apps/server/src/main.ts')

/** A server in its own process. */
export interface DemoServer {
  url: string
  stop(): Promise<void>
}

/**
 * Starts what `npm start` starts, with the demo restaurant in the middle of its evening, on a free port and in a
 * temporary folder. Other restaurants may be registered beside the demo one. `at`: the instant that its clock starts at.
 */
export async function startDemoServer({ at }: { at?: string } = {}): Promise<DemoServer> {
  const dataDir = await temporaryFolder()
  const { PATH = '', HOME = '' } = process.env
  const withoutRates = {
    MAX_VERSIONS_PER_MINUTE: '0',
    MAX_BYTES_PER_HOUR: '0',
    WS_HANDSHAKES_PER_MINUTE: '0',
    WS_PER_USER: '10000',
    WS_PER_ADDRESS: '10000',
  }
  const settings = {
    DATA_DIR: dataDir,
    PORT: '0',
    HOST: '127.0.0.1',
    ...{
      RATE_LIMIT_PER_MINUTE: '0',
      SIGN_INS_PER_MINUTE: '0',
      REGISTRATIONS_PER_HOUR: '0',
      LINK_USES_PER_HOUR: '0',
      BAD_TOKENS_PER_MINUTE: '0',
    },
    LOG_LEVEL: 'warn',
    ...withoutRates,
  }
  const clock = at === undefined ? [] : ['--import', clockFrom(at)]
  const server = spawn(process.execPath, [...clock, main, 'serve'], {
    env: { PATH, HOME, ...settings, ENVIRONMENT: 'development', TZ: zoneOfAnEvening() },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  async function stop(): Promise<void> {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
    }
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    let printed = ''
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.on('data', (chunk) => {
        printed += chunk
        const found = /QTable is at (\S+)/.exec(printed)?.[1]
        if (found) resolve(found)
      })
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed}`)))
    })
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A module that moves the clock of the process that imports it to an instant. */
function clockFrom(at: string): string {
  const shiftMs = Date.parse(at) - Date.now()
  const code = `const Real = Date
    globalThis.Date = class Date extends Real {
      constructor(...given) { given.length === 0 ? super(Real.now() + ${shiftMs}) : super(...given) }
      static now() { return Real.now() + ${shiftMs} }
    }`
  return `data:text/javascript,${encodeURIComponent(code)}`
}
