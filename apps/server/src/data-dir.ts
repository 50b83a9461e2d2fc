import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { StartError } from './start-error.ts'

/** Creates the folder if it is missing. Throws `StartError` if that is impossible. */
export function createDataDir(dataDir: string): void {
  try {
    const wasMissing = !existsSync(dataDir)
    createFolder(path.resolve(dataDir))
    // PostgreSQL refuses to run as root. Its user must be able to pass through to its folder, and see nothing else.
    if (wasMissing && process.getuid?.() === 0) chmodSync(dataDir, 0o711)
  } catch (error) {
    throw new StartError(`DATA_DIR ${dataDir} cannot be created: ${reasonOf(error)}`, { cause: error })
  }
}

// Not `recursive: true`: below /proc, where mkdir answers ENOENT although the parent exists, Node retries forever.
function createFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  createFolder(path.dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process has just created it. A file of that name is an error.
    if (!isCode(error, 'EEXIST') || !statSync(folder).isDirectory()) throw error
  }
}

/** Whether the folder has a secret of this name. */
export function hasSecret(dataDir: string, name: string): boolean {
  return existsSync(path.join(dataDir, name))
}

/** The secret of this name in the folder, generated at the first call. Only the file's owner can read it. */
export function secretIn(dataDir: string, name: string): string {
  const file = path.join(dataDir, name)
  const secret = readSecret(file) ?? createSecret(file)
  if (secret.length < 32) throw new StartError(`${file} must hold at least 32 characters; restore its former content`)
  return secret
}

function readSecret(file: string): string | undefined {
  try {
    const secret = readFileSync(file, 'utf8').trim()
    chmodSync(file, 0o600)
    return secret
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw new StartError(`${file} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

// Written to another name and then linked: a crash leaves no partial file, and of two processes one wins.
function createSecret(file: string): string {
  const secret = randomBytes(32).toString('base64url')
  const draft = `${file}.${process.pid}.new`
  try {
    rmSync(draft, { force: true })
    const handle = openSync(draft, 'wx', 0o600)
    writeSync(handle, `${secret}\n`)
    fsyncSync(handle)
    closeSync(handle)
    try {
      linkSync(draft, file)
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error
    }
  } catch (error) {
    throw new StartError(`${file} cannot be written: ${reasonOf(error)}`, { cause: error })
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(file, 'utf8').trim()
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
