import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** The calls that a worker answers, by name: one argument, one result. */
export type Calls = Readonly<Record<string, (argument: never) => unknown>>

/** A child process of the bench. */
export interface Worker<C extends Calls> {
  pid: number
  call<K extends keyof C & string>(name: K, argument: Parameters<C[K]>[0]): Promise<Awaited<ReturnType<C[K]>>>
  /** Kills it and waits for the exit. */
  end(): Promise<void>
}

interface Answer {
  id: number
  value?: unknown
  error?: string
}

/** Starts `file`, which answers the calls with `answerCalls`. */
export async function startWorker<C extends Calls>(file: URL, nodeOptions: string[] = []): Promise<Worker<C>> {
  const child = fork(fileURLToPath(file), { serialization: 'advanced', execArgv: nodeOptions, silent: true })
  let stderr = ''
  child.stderr?.on('data', (text) => {
    stderr = `${stderr}${text}`.slice(-2000)
  })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let lastId = 0
  child.on('message', ({ id, value, error }: Answer) => {
    const caller = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) caller?.resolve(value as never)
    else caller?.reject(new Error(error))
  })
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values())
      reject(new Error(`${file.pathname} ended with ${code ?? signal}: ${stderr}`))
    waiting.clear()
  })
  await once(child, 'spawn')
  if (child.pid === undefined) throw new Error(`${file.pathname} did not start`)
  return {
    pid: child.pid,
    call(name, argument) {
      const { promise, resolve, reject } = Promise.withResolvers<never>()
      if (!child.connected) reject(new Error(`${file.pathname} has ended`))
      lastId += 1
      waiting.set(lastId, { resolve, reject })
      child.send({ id: lastId, name, argument })
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
