import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { StartError } from '../../start-error.ts'

const run = promisify(execFile)

/** The system user of PostgreSQL; `{}` is that of this process. */
export interface SystemUser {
  uid?: number
  gid?: number
}

/** The spawn options of every PostgreSQL process: a clean environment, and `/` as working directory. */
export function processOptions(user: SystemUser) {
  // PGOPTIONS or PGDATA of this process must not reach PostgreSQL.
  const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  return { ...user, cwd: '/', env }
}

/**
 * PostgreSQL refuses to run as root. Returns for root: the owner of an existing cluster, or the user `qtable` or `postgres`, or
 * a new user `qtable`. For any other user: `{}`.
 */
export async function findSystemUser(clusterOwner: SystemUser | undefined): Promise<SystemUser> {
  if (process.getuid?.() !== 0) return {}
  if (clusterOwner?.uid) return clusterOwner
  const known = (await lookUp('qtable')) ?? (await lookUp('postgres'))
  if (known) return known
  await createUser()
  const created = await lookUp('qtable')
  if (!created) throw new StartError('The system user qtable was created and cannot be found; create it by hand')
  return created
}

async function createUser(): Promise<void> {
  const home = '/var/lib/qtable'
  const attempts = [
    ['useradd', '--system', '--user-group', '--no-create-home', '--home-dir', home, '--shell', '/bin/false', 'qtable'],
    // BusyBox has no useradd.
    ['adduser', '-S', '-D', '-H', '-h', home, '-s', '/bin/false', 'qtable'],
  ]
  const failures: unknown[] = []
  for (const [command = '', ...args] of attempts) {
    try {
      await run(command, args)
      return
    } catch (error) {
      failures.push(error)
    }
  }
  throw new StartError(
    'PostgreSQL does not run as root, and the system user qtable cannot be created; create it, start as another user, or set DATABASE_URL',
    { cause: new AggregateError(failures) },
  )
}

async function lookUp(name: string): Promise<SystemUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) }
  } catch {
    return undefined
  }
}

/** Whether the user can enter this folder. */
export async function canReach(folder: string, user: SystemUser): Promise<boolean> {
  if (user.uid === undefined) return true
  try {
    await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], processOptions(user))
    return true
  } catch {
    return false
  }
}
