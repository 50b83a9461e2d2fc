import { realpathSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from '../../start-error.ts'

// Node has no file locks. SQLite has: an exclusive transaction on an empty database is a lock that the kernel releases with
// the process, even after kill -9, and that works between containers that share the folder. No pid is compared, so a reused
// pid does no harm. The map keeps the handles from being collected, which would unlock.
const held = new Map<string, DatabaseSync>()

/** Locks the folder for this process; returns the function that unlocks it. `StartError` where another process has it. */
export function lockFolder(folder: string): () => void {
  const file = path.join(realpathSync(folder), 'lock')
  const taken = new StartError(
    `Another QTable process is using ${folder}; stop it, or set another DATA_DIR for this one`,
  )
  if (held.has(file)) throw taken
  let handle: DatabaseSync
  try {
    handle = new DatabaseSync(file)
  } catch (error) {
    throw new StartError(`${file} cannot be locked: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
  try {
    // With the journal in memory no second file is created.
    handle.exec('pragma journal_mode = memory; begin exclusive')
  } catch (error) {
    handle.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) throw taken
    throw new StartError(`${file} cannot be locked: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
  held.set(file, handle)
  return () => {
    held.delete(file)
    if (handle.isOpen) handle.close()
  }
}

const sqliteBusy = 5
