import { createHash } from 'node:crypto'
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Logger } from 'pino'
import { StartError } from '../../start-error.ts'
import { canReach, findSystemUser, type SystemUser } from './system-user.ts'

/** The folder of a cluster, and its owner. */
export interface ClusterHome {
  folder: string
  /** The folder for copies of PostgreSQL's programs. */
  copies: string
  user: SystemUser
}

// Holds the cluster where PostgreSQL's user cannot reach the data folder (a home with mode 700).
const systemFolder = '/var/lib/qtable'
const note = 'where'

/** Finds or creates the folder of the cluster of `dataDir`. */
export async function findClusterHome(dataDir: string, log: Logger): Promise<ClusterHome> {
  const noted = await notedFolder(dataDir)
  const inside = path.join(dataDir, 'postgres')
  const existing = noted ?? ((await statOf(inside)) ? inside : undefined)
  const owner = existing === undefined ? undefined : await ownerOf(existing)
  const user = await findSystemUser(owner)
  const copies = user.uid === undefined ? dataDir : systemFolder
  if (existing !== undefined && (await canReach(existing, user))) {
    mustBelongToUs(existing, owner)
    if (noted !== undefined) log.info(`the database is in ${noted}`)
    return { folder: existing, copies, user }
  }
  if (existing !== undefined && owner?.uid) {
    throw new StartError(
      `The user ${owner.uid} of PostgreSQL cannot reach ${existing}; open the folders above it (chmod o+x)`,
    )
  }
  const folder = (await canReach(dataDir, user)) ? inside : await systemFolderFor(dataDir)
  await makeFolder(folder, user)
  if (folder !== inside) {
    await writeFile(path.join(dataDir, note), `${folder}\n`)
    log.info(`the database is in ${folder}, because the user that PostgreSQL runs as cannot reach ${dataDir}`)
  }
  return { folder, copies, user }
}

/** The folder of an existing cluster of `dataDir`, or undefined. */
export async function existingClusterHome(dataDir: string): Promise<string | undefined> {
  const folder = (await notedFolder(dataDir)) ?? path.join(dataDir, 'postgres')
  return (await statOf(folder)) ? folder : undefined
}

async function notedFolder(dataDir: string): Promise<string | undefined> {
  const file = path.join(dataDir, note)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const folder = text.trim()
  // An empty database instead would look like a loss of all data.
  if (!(await statOf(folder))) {
    throw new StartError(
      `The database of ${dataDir} is in ${folder} (says ${file}), and that is not there; put it back`,
    )
  }
  return folder
}

// Named after the data folder, so that several do not collide and the folder can be found without the note.
async function systemFolderFor(dataDir: string): Promise<string> {
  const real = await realpath(dataDir)
  const id = createHash('sha256').update(real).digest('hex').slice(0, 12)
  return path.join(systemFolder, `${path.basename(real).replace(/[^a-zA-Z0-9]+/g, '-')}-${id}`)
}

async function makeFolder(folder: string, user: SystemUser): Promise<void> {
  try {
    await mkdir(path.dirname(folder), { recursive: true, mode: 0o755 })
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await chmod(folder, 0o700)
    if (user.uid !== undefined && user.gid !== undefined) {
      // A umask of 077 would close the parent folder. Only that of QTable is opened.
      if (path.dirname(folder) === systemFolder) await chmod(systemFolder, 0o755)
      await chown(folder, user.uid, user.gid)
    }
  } catch (error) {
    throw new StartError(`${folder} cannot be created: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

function mustBelongToUs(folder: string, owner: SystemUser | undefined): void {
  const uid = process.getuid?.()
  if (uid === undefined || uid === 0 || owner?.uid === uid) return
  throw new StartError(`The database in ${folder} belongs to the user ${owner?.uid}; start as that user or as root`)
}

async function ownerOf(folder: string): Promise<SystemUser> {
  const { uid, gid } = await stat(folder)
  return { uid, gid }
}

async function statOf(file: string) {
  try {
    return await stat(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw error
  }
}
