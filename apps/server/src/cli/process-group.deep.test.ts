import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { dataFolder } from '../testing/server-process.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Starts the server as npm does: in a shell, both in one process group. */
function startGroup(dataDir: string) {
  const env = { PORT: '0', HOST: '127.0.0.1', ENVIRONMENT: 'test', DATA_DIR: dataDir, npm_lifecycle_event: 'start' }
  const shell = spawn('/bin/sh', ['-c', 'echo "group $$"; "$0" "$1" serve; exit $?', process.execPath, main], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const group = -(shell.pid ?? 0)
  let out = ''
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk) => {
      out += chunk
    })
  }
  // The pipes close when the server, too, has ended.
  const closed = once(shell, 'close')
  function signal(name: NodeJS.Signals): void {
    try {
      process.kill(group, name)
    } catch (error) {
      // They have all ended.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  onTestFinished(async () => {
    signal('SIGKILL')
    await closed
  })
  return { printed: () => out, closed, signal }
}

/** The process of the PostgreSQL that runs on a cluster. */
async function postgresIn(folder: string): Promise<number> {
  const text = await readFile(path.join(folder, 'cluster/postmaster.pid'), 'utf8')
  return Number.parseInt(text, 10)
}

async function serveGroup(dataDir: string) {
  const group = startGroup(dataDir)
  await expect.poll(group.printed, { timeout: 40_000 }).toContain('QTable is at')
  const folder = /embedded PostgreSQL in (.+)/.exec(group.printed())?.[1] ?? ''
  return { ...group, folder, postgres: await postgresIn(folder) }
}

// Each with the pause before it, in milliseconds.
const sequences: [NodeJS.Signals, number][][] = [
  [
    ['SIGTERM', 0],
    ['SIGTERM', 0],
  ],
  [
    ['SIGINT', 0],
    ['SIGTERM', 20],
  ],
  [
    ['SIGHUP', 0],
    ['SIGINT', 5],
    ['SIGQUIT', 5],
    ['SIGTERM', 100],
    ['SIGINT', 100],
  ],
  Array.from({ length: 40 }, (_, i) => [i % 3 === 0 ? 'SIGTERM' : i % 3 === 1 ? 'SIGINT' : 'SIGHUP', 10]),
]

test('any number of signals to the process group, in any order, end the server and PostgreSQL within the grace period', async () => {
  const dataDir = await dataFolder()
  for (const sequence of sequences) {
    const { signal, closed, postgres, printed } = await serveGroup(dataDir)
    expect(isAlive(postgres)).toBe(true)
    const startedAt = performance.now()
    for (const [name, pause] of sequence) {
      await delay(pause)
      signal(name)
    }
    await closed
    expect(performance.now() - startedAt).toBeLessThan(25_000)
    await expect.poll(() => isAlive(postgres), { timeout: 1000 }).toBe(false)
    // It shut down: the next start has nothing to recover from.
    expect(printed()).not.toContain('could not close in time')
  }
}, 180_000)

test('signals while the server starts leave no PostgreSQL either', async () => {
  const dataDir = await dataFolder()
  const first = await serveGroup(dataDir)
  first.signal('SIGTERM')
  await first.closed
  const second = startGroup(dataDir)
  const hasStarted = async () => (await postgresIn(first.folder).catch(() => undefined)) !== undefined
  await expect.poll(hasStarted, { timeout: 40_000, interval: 5 }).toBe(true)
  const postgres = await postgresIn(first.folder)
  for (let i = 0; i < 3; i++) second.signal('SIGTERM')
  await second.closed
  await expect.poll(() => isAlive(postgres), { timeout: 10_000 }).toBe(false)
}, 120_000)
