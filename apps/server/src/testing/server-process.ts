import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** Creates a folder for `DATA_DIR`; removes it when the test ends. */
export async function dataFolder(): Promise<string> {
  const folder = await temporaryFolder()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The exit code and output of a process. */
export interface FinishedProcess {
  code: number | null
  out: string
  err: string
}

function start(args: readonly string[], env: Record<string, string>) {
  const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
  const child = spawn(process.execPath, [main, ...args], { env: { ...inherited, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const finished: Promise<FinishedProcess> = once(child, 'close').then(([code]) => ({ code, out, err }))
  return { child, finished, printed: () => out }
}

/** Runs one command line to its end, with `input` on standard input. */
export async function runQTable(
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<FinishedProcess> {
  const { child, finished } = start(args, env)
  child.stdin.end(input)
  return finished
}

/** A server in a child process, on a free port of 127.0.0.1. */
export interface ServerProcess {
  url: string
  child: ChildProcess
  printed: () => string
  finished: Promise<FinishedProcess>
  /** Sends a signal and waits for the exit. */
  end(signal: NodeJS.Signals): Promise<FinishedProcess>
}

/** Starts `qtable serve` and waits until it listens; stops it when the test ends. */
export async function serveProcess(env: Record<string, string>): Promise<ServerProcess> {
  const withoutRates = {
    MAX_VERSIONS_PER_MINUTE: '0',
    MAX_BYTES_PER_HOUR: '0',
    WS_HANDSHAKES_PER_MINUTE: '0',
    WS_PER_USER: '10000',
    WS_PER_ADDRESS: '10000',
  }
  const settings = {
    PORT: '0',
    HOST: '127.0.0.1',
    ENVIRONMENT: 'test',
    ...{
      RATE_LIMIT_PER_MINUTE: '0',
      SIGN_INS_PER_MINUTE: '0',
      REGISTRATIONS_PER_HOUR: '0',
      LINK_USES_PER_HOUR: '0',
      BAD_TOKENS_PER_MINUTE: '0',
    },
    ...withoutRates,
    ...env,
  }
  const { child, finished, printed } = start(['serve'], settings)
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await finished
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const found = /QTable is at (\S+)/.exec(printed())?.[1]
      if (found) resolve(found)
    })
    finished.then(({ code, err }) => reject(new Error(`the server exited with ${code}: ${err}`)), reject)
  })
  return {
    url,
    child,
    printed,
    finished,
    async end(signal) {
      child.kill(signal)
      return finished
    },
  }
}

/** Registers a restaurant; returns a caller signed in as its owner. */
export async function registerAt(url: string, email = 'owner@example.com') {
  const answer = await fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ restaurantName: 'Chez Ada', name: 'Ada', email, password: 'a good password' }),
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  return callerOf(access_token)
}

/** Calls any server of the installation with one access token. */
export function callerOf(token: string) {
  return async (url: string, method: string, route: string, body?: unknown) => {
    const answer = await fetch(`${url}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) }
  }
}
