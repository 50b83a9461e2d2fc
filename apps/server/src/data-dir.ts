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

/** Makes the folder where it is missing; `StartError` where that is not possible. */
export function makeDataDir(dataDir: string): void {
  try {
    const wasMissing = !existsSync(dataDir)
    makeFolder(path.resolve(dataDir))
    // PostgreSQL never runs as root: its own user must be able to pass through to its folder, and see nothing else.
    if (wasMissing && process.getuid?.() === 0) chmodSync(dataDir, 0o711)
  } catch (error) {
    throw new StartError(`DATA_DIR ${dataDir} cannot be made: ${reasonOf(error)}`, { cause: error })
  }
}

// Node's own `recursive` never returns where a file system says that the parent it has is not there (/proc).
function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  makeFolder(path.dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process made it just now; a file of that name is one that stays in the way.
    if (!isCode(error, 'EEXIST') || !statSync(folder).isDirectory()) throw error
  }
}

/** Whether a secret is kept under `name`. */
export function hasSecret(dataDir: string, name: string): boolean {
  return existsSync(path.join(dataDir, name))
}

/** The secret kept under `name` in the folder, made at the first call; only its owner can read the file. */
export function secretIn(dataDir: string, name: string): string {
  const file = path.join(dataDir, name)
  const secret = readSecret(file) ?? makeSecret(file)
  if (secret.length < 32) throw new StartError(`${file} should hold at least 32 characters; put back what was there`)
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

// Written whole under another name and then linked: a crash leaves all or nothing, and of two processes one wins.
function makeSecret(file: string): string {
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
