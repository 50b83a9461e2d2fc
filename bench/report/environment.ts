import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { asAdmin, type Cluster } from '../deployment/cluster.ts'

/** The machine and the commit of a measurement. */
export interface Environment {
  cpu: string
  cores: number
  memoryGb: number
  system: string
  node: string
  postgres: string
  /** With `+` where tracked files differ from it. */
  commit: string
  date: string
}

export async function readEnvironment(cluster: Cluster): Promise<Environment> {
  const [version] = await asAdmin(cluster.adminUrl('postgres'), 'show server_version')
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: version?.rows[0]?.server_version,
    commit: commit(),
    date: new Date().toISOString(),
  }
}

function commit(): string {
  const git = (...words: string[]) =>
    execFileSync('git', words, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '-uno') === '' ? '' : '+'}`
  } catch {
    return 'unknown'
  }
}
