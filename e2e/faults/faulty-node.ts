import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))

/** A server in its own process, to be killed and started again. */
export interface FaultyNode {
  readonly name: string
  /** Another one after each start; undefined while the node is down. */
  readonly port: number | undefined
  readonly startCount: number
  /** Resolves when the node answers. */
  start(): Promise<void>
  /** Sends the signal, and resolves when the process is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** A node that is not started yet. */
export function openFaultyNode(name: string, env: Readonly<Record<string, string>>): FaultyNode {
  let child: ChildProcess | undefined
  let port: number | undefined
  let startCount = 0
  return {
    name,
    get port() {
      return port
    },
    get startCount() {
      return startCount
    },
    async start() {
      const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
      const started = spawn(process.execPath, [main, 'serve'], {
        env: { ...inherited, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...env },
      })
      child = started
      const output: string[] = []
      const keep = (text: unknown) => {
        output.push(String(text))
        if (output.length > 20) output.shift()
      }
      started.stderr.on('data', keep)
      port = await new Promise<number>((resolve, reject) => {
        started.stdout.on('data', (text) => {
          keep(text)
          const found = /QTable is at \S+:(\d+)/.exec(output.join(''))?.[1]
          if (found) resolve(Number(found))
        })
        started.once('close', (code) => reject(new Error(`${name} ended with ${code}: ${output.join('')}`)))
      })
      startCount += 1
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
