import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Whether Redis is installed (Debian's package `redis-server`). */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** A Redis on a free port, which it keeps across restarts. */
export interface TestRedis {
  url: string
  start(): Promise<void>
  /** Kills it with SIGKILL. */
  kill(): Promise<void>
}

/** Starts a Redis. The caller must kill it. */
export async function spawnRedis(): Promise<TestRedis> {
  const port = await freePort()
  let child: ChildProcess | undefined
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  async function start(): Promise<void> {
    const started = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', '/tmp'])
    child = started
    await new Promise<void>((resolve, reject) => {
      started.stdout.on('data', (text) => {
        if (`${text}`.includes('Ready to accept connections')) resolve()
      })
      started.once('exit', (code) => reject(new Error(`redis-server exited with ${code}`)))
    })
  }
  await start()
  return { url: `redis://127.0.0.1:${port}`, start, kill }
}

/** A port that is free at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('there is no free port')
  return address.port
}
