import { execFile, spawn } from 'node:child_process'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Logger } from 'pino'
import { StartError } from '../../start-error.ts'
import type { Binaries } from './binaries.ts'
import type { ClusterHome } from './cluster-home.ts'
import { stopOrphans } from './orphans.ts'
import { processOptions } from './system-user.ts'

const run = promisify(execFile)

/**
 * The superuser of the cluster. Migrations sign in as `qtable`, which owns one database and nothing else, and the server as
 * `qtable_server`, which owns nothing.
 */
export const superuser = 'postgres'
export const ownerRole = 'qtable'
export const runtimeRole = 'qtable_server'
export const databaseName = 'qtable'

export interface ClusterRecipe {
  home: ClusterHome
  binaries: Binaries
  password: string
  /** The password was just created, so an existing cluster has another one. */
  isNewPassword: boolean
  durable: boolean
  log: Logger
}

/**
 * Returns the data directory of the cluster, on which no PostgreSQL runs. Creates it where it is missing, completely or not
 * at all.
 */
export async function initialise(recipe: ClusterRecipe): Promise<string> {
  const { home, binaries, log } = recipe
  const cluster = path.join(home.folder, 'cluster')
  const version = await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (version !== undefined) {
    if (Number.parseInt(version, 10) !== binaries.major) {
      throw new StartError(
        `The database in ${cluster} was made by PostgreSQL ${version.trim()}, and this QTable brings ${binaries.major}; export with the QTable that made it, then import`,
      )
    }
    await stopOrphans(cluster, log)
    if (recipe.isNewPassword) {
      await setPasswords(cluster, recipe)
      log.warn('the password of the embedded PostgreSQL was missing; it has a new one')
    }
    return cluster
  }
  log.info(`creating a database in ${cluster}`)
  const draft = path.join(home.folder, 'cluster.new')
  await rm(draft, { recursive: true, force: true })
  await makeCluster(draft, recipe)
  await rename(draft, cluster)
  return cluster
}

// The same locale on every machine, built into PostgreSQL 17 and newer. No one can connect until the passwords are set, so no
// password file is needed.
async function makeCluster(folder: string, recipe: ClusterRecipe): Promise<void> {
  const { binaries, home, durable } = recipe
  const args = [
    `--pgdata=${folder}`,
    `--username=${superuser}`,
    '--auth=reject',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    // Every change waits while a new segment is filled with zeros: 16 ms with the default of 16 MB (measured).
    '--wal-segsize=4',
  ]
  if (!durable) args.push('--no-sync')
  try {
    await run(binaries.initdb, args, processOptions(home.user))
  } catch (error) {
    const reason = error instanceof Error && 'stderr' in error ? lastLine(String(error.stderr)) : String(error)
    throw new StartError(`The database cannot be created in ${folder}: ${reason}`, { cause: error })
  }
  const access = `host all all 127.0.0.1/32 scram-sha-256\n`
  await writeFile(path.join(folder, 'pg_hba.conf'), access)
  await singleUser(folder, recipe, [
    `create role ${ownerRole} login createrole`,
    `create database ${databaseName} owner ${ownerRole}`,
  ])
  await setPasswords(folder, recipe)
}

async function setPasswords(folder: string, recipe: ClusterRecipe): Promise<void> {
  // base64url has no character that needs quoting.
  await singleUser(folder, recipe, [
    `alter role ${superuser} password '${recipe.password}'`,
    `alter role ${ownerRole} password '${recipe.password}'`,
  ])
}

// Single-user mode reads statements from stdin, where no other process can see them.
async function singleUser(folder: string, recipe: ClusterRecipe, statements: readonly string[]): Promise<void> {
  const { binaries, home, durable } = recipe
  const args = ['--single', '-D', folder, '-c', 'exit_on_error=on', '-c', `fsync=${durable ? 'on' : 'off'}`, 'postgres']
  const child = spawn(binaries.postgres, args, { ...processOptions(home.user), stdio: ['pipe', 'ignore', 'pipe'] })
  const output: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text))
  child.stdin.on('error', () => {})
  child.stdin.end(`${statements.join(';\n')};\n`)
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.once('error', reject).once('close', resolve)
  const code = await promise
  // A failed statement does not always end the process. The output holds the password, so only the error line is reported.
  const isFailed = code !== 0 || output.some((text) => /^.*(ERROR|FATAL|PANIC):/m.test(text))
  if (isFailed) throw new StartError(`The database in ${folder} cannot be prepared: ${errorLine(output.join(''))}`)
}

function errorLine(text: string): string {
  return /(?:ERROR|FATAL|PANIC): {2}(.*)/.exec(text)?.[1] ?? lastLine(text)
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}
