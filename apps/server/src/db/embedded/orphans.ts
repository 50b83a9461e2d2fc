import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Logger } from 'pino'
import { StartError } from '../../start-error.ts'

const run = promisify(execFile)

/**
 * Stops what kill -9 leaves behind: the PostgreSQL of a killed server, and the children of a killed PostgreSQL. Removes their
 * pid file, because PostgreSQL would mistake another process with a reused pid for itself.
 *
 * Call this under the folder's lock, while no PostgreSQL of this process runs on the cluster.
 */
export async function stopOrphans(cluster: string, log: Logger): Promise<void> {
  const folder = await realpath(cluster)
  if ((await orphansOf(folder)).length > 0) {
    log.info('stopping the PostgreSQL that an earlier run of the server left behind')
    // Fast, then immediate (followed by recovery; nothing committed is lost), then kill.
    for (const [signal, patienceMs] of [
      ['SIGINT', 20_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ] as const) {
      await signalOrphans(folder, signal)
      if (await areGone(folder, patienceMs)) break
    }
    const left = await orphansOf(folder)
    if (left.length > 0) {
      throw new StartError(
        `A PostgreSQL of an earlier run cannot be stopped (process ${left.join(', ')}); stop it by hand`,
      )
    }
  }
  await rm(path.join(folder, 'postmaster.pid'), { force: true })
}

async function areGone(folder: string, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    if ((await orphansOf(folder)).length === 0) return true
    if (Date.now() > deadline) return false
    await delay(20)
  }
}

// The postmaster signals its children, for which SIGINT has another meaning. They are signalled directly only where the
// postmaster is gone or with SIGKILL.
async function signalOrphans(folder: string, signal: NodeJS.Signals): Promise<void> {
  const orphans = await orphansOf(folder)
  const postmaster = await postmasterPid(folder)
  const isAlive = postmaster !== undefined && orphans.includes(postmaster)
  const targets = isAlive && signal !== 'SIGKILL' ? [postmaster] : orphans
  if (!isAlive && signal === 'SIGINT') return
  for (const pid of targets) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

/** The port of the PostgreSQL that runs on the cluster, or undefined. */
export async function runningPort(cluster: string): Promise<number | undefined> {
  const folder = await realpath(cluster)
  const pid = await postmasterPid(folder)
  if (pid === undefined || !(await orphansOf(folder)).includes(pid)) return undefined
  const lines = (await readFile(path.join(folder, 'postmaster.pid'), 'utf8')).split('\n')
  return Number.parseInt(lines[3] ?? '', 10) || undefined
}

async function postmasterPid(folder: string): Promise<number | undefined> {
  const text = await readFile(path.join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  return Number.parseInt(text, 10) || undefined
}

// A process named postgres whose working directory is the cluster: so neither one of another cluster nor another program with
// a reused pid.
async function orphansOf(folder: string): Promise<number[]> {
  if (process.platform !== 'linux') return orphansByPs(folder)
  const orphans: number[] = []
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      if ((await readFile(`/proc/${entry}/comm`, 'utf8')).trim() !== 'postgres') continue
      if ((await readlink(`/proc/${entry}/cwd`)) === folder) orphans.push(Number(entry))
    } catch {
      // The process has ended, or it belongs to another user.
    }
  }
  return orphans
}

async function orphansByPs(folder: string): Promise<number[]> {
  const pid = await postmasterPid(folder)
  if (pid === undefined) return []
  try {
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)])
    return stdout.includes('postgres') && stdout.includes(folder) ? [pid] : []
  } catch {
    return []
  }
}
