import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a process of the bench can be asked for, by name: one argument, one answer. */
export type Calls = Readonly<Record<string, (argument: never) => unknown>>

/** A process of the bench, on its own event loop and its own share of the cores. */
export interface Worker<C extends Calls> {
  pid: number
  ask<K extends keyof C & string>(name: K, argument: Parameters<C[K]>[0]): Promise<Awaited<ReturnType<C[K]>>>
  /** Ends it and waits until it is gone. */
  end(): Promise<void>
}

interface Answer {
  id: number
  value?: unknown
  error?: string
}

/** Starts the process whose calls `file` answers. */
export async function startWorker<C extends Calls>(file: URL, nodeOptions: string[] = []): Promise<Worker<C>> {
  const child = fork(fileURLToPath(file), { serialization: 'advanced', execArgv: nodeOptions, silent: true })
  let said = ''
  child.stderr?.on('data', (text) => {
    said = `${said}${text}`.slice(-2000)
  })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let asked = 0
  child.on('message', ({ id, value, error }: Answer) => {
    const asker = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) asker?.resolve(value as never)
    else asker?.reject(new Error(error))
  })
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values())
      reject(new Error(`${file.pathname} ended with ${code ?? signal}: ${said}`))
    waiting.clear()
  })
  await once(child, 'spawn')
  if (child.pid === undefined) throw new Error(`${file.pathname} did not start`)
  return {
    pid: child.pid,
    ask(name, argument) {
      const { promise, resolve, reject } = Promise.withResolvers<never>()
      if (!child.connected) reject(new Error(`${file.pathname} is gone`))
      asked += 1
      waiting.set(asked, { resolve, reject })
      child.send({ id: asked, name, argument })
      return promise
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
