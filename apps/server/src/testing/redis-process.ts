import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Whether there is a Redis to start. Debian has it as `redis-server`. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** A Redis on a port of its own, which it keeps when it is killed and started again. */
export interface TestRedis {
  url: string
  start(): Promise<void>
  /** Ends it without a word, as a machine that goes away does. */
  kill(): Promise<void>
}

/** Starts one; whoever calls kills it. */
export async function spawnRedis(): Promise<TestRedis> {
  const port = await freePort()
  let child: ChildProcess | undefined
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  async function start(): Promise<void> {
    const started = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', '/tmp'])
    child = started
    await new Promise<void>((resolve, reject) => {
      started.stdout.on('data', (text) => {
        if (`${text}`.includes('Ready to accept connections')) resolve()
      })
      started.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
    })
  }
  await start()
  return { url: `redis://127.0.0.1:${port}`, start, kill }
}

/** A port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('no free port')
  return address.port
}
