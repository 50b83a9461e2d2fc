import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../apps/server/src/testing/redis-process.ts'

const main = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))
// The Node options of `npm start`.
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const shippedOptions = scripts.start.split(' ').filter((word: string) => word.startsWith('--'))
const startWithinMs = 60_000
const pollMs = 5

/** A server process. */
export interface Server {
  pid: number
  port: number
  /** Milliseconds from the start of the process to its first answer. */
  startedInMs: number
  /** Sends SIGTERM and waits for the exit. */
  end(): Promise<void>
}

export interface ServerOptions {
  /** The data folder. The log goes there too. */
  folder: string
  env: Readonly<Record<string, string>>
  nodeOptions?: string[]
}

/** Starts `qtable serve` with the default settings and `env`; resolves at its first answer. */
export async function startServer({ folder, env, nodeOptions = [] }: ServerOptions): Promise<Server> {
  const port = await freePort()
  const logFile = path.join(folder, 'server.log')
  const log = openSync(logFile, 'a')
  const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...shippedOptions, ...nodeOptions, main, 'serve'], {
    env: { ...inherited, DATA_DIR: folder, HOST: '127.0.0.1', PORT: String(port), ...env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  await once(child, 'spawn')
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() - startedAt > startWithinMs) {
      child.kill('SIGKILL')
      throw new Error(`the server did not start: ${(await readFile(logFile, 'utf8')).slice(-2000)}`)
    }
    await delay(pollMs)
  }
  return {
    pid: child.pid ?? 0,
    port,
    startedInMs: performance.now() - startedAt,
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).ok
  } catch {
    return false
  }
}
