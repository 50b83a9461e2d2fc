import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))

/** A server in a process of its own, which ends and starts again when it is told to. */
export interface FaultyNode {
  readonly name: string
  /** Undefined while it is not up. It listens on another port after each start. */
  readonly port: number | undefined
  /** How often it has started. */
  readonly starts: number
  /** Resolves when it answers. */
  start(): Promise<void>
  /** Ends it, and waits until it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** A node that `start` starts. */
export function nodeOf(name: string, env: Readonly<Record<string, string>>): FaultyNode {
  let child: ChildProcess | undefined
  let port: number | undefined
  let starts = 0
  return {
    name,
    get port() {
      return port
    },
    get starts() {
      return starts
    },
    async start() {
      const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
      const started = spawn(process.execPath, [main, 'serve'], {
        env: { ...inherited, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
      })
      child = started
      const said: string[] = []
      const keep = (text: unknown) => {
        said.push(String(text))
        if (said.length > 20) said.shift()
      }
      started.stderr.on('data', keep)
      port = await new Promise<number>((resolve, reject) => {
        started.stdout.on('data', (text) => {
          keep(text)
          const found = /QTable is at \S+:(\d+)/.exec(said.join(''))?.[1]
          if (found) resolve(Number(found))
        })
        started.once('close', (code) => reject(new Error(`${name} ended with ${code}: ${said.join('')}`)))
      })
      starts += 1
    },
    async end(signal) {
      port = undefined
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}
