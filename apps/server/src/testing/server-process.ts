import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

/** A folder for `DATA_DIR`, gone with the test. */
export async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'qtable-serve-'))
  await chmod(folder, 0o711)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** What a finished process left. */
export interface Finished {
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
  const finished: Promise<Finished> = once(child, 'close').then(([code]) => ({ code, out, err }))
  return { child, finished, printed: () => out }
}

/** Runs one command line to its end, with `input` on its standard input. */
export async function runQTable(args: readonly string[], env: Record<string, string>, input = ''): Promise<Finished> {
  const { child, finished } = start(args, env)
  child.stdin.end(input)
  return finished
}

/** A server in a process of its own, on a free port of 127.0.0.1. */
export interface ServerProcess {
  url: string
  child: ChildProcess
  printed: () => string
  finished: Promise<Finished>
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Finished>
}

/** Starts `qtable serve` and waits until it answers; killed with the test. */
export async function serveProcess(env: Record<string, string>): Promise<ServerProcess> {
  const settings = { PORT: '0', HOST: '127.0.0.1', ENVIRONMENT: 'test', RATE_LIMIT_PER_MINUTE: '0', ...env }
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
    finished.then(({ code, err }) => reject(new Error(`the server ended with ${code}: ${err}`)), reject)
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

/** Speaks to a server as one signed-in owner of a new restaurant. */
export async function registerAt(url: string, email = 'owner@example.com') {
  const answer = await fetch(`${url}/api/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ restaurantName: 'Chez Ada', name: 'Ada', email, password: 'a good password' }),
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  return callerOf(access_token)
}

/** Calls of one access token: to any server of the installation. */
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
