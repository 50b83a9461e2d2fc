import type { Platform } from '../platform.ts'
import { indexedDbStorage } from './indexed-db.ts'
import { memoryStorage } from './memory.ts'
import type { ClientStorage } from './storage.ts'

// A page that holds an older version of the database open can keep it from ever answering.
const timeoutMs = 3_000

/**
 * Opens the storage of this device: IndexedDB in browsers, memory in Node. Where IndexedDB is blocked or broken it falls
 * back to memory and passes the error to `warn`, because unsent changes are then lost with the page.
 */
export async function openStorage(
  platform: Pick<Platform, 'setTimeout' | 'clearTimeout'>,
  warn: (error: unknown) => void,
): Promise<ClientStorage> {
  if (!('indexedDB' in globalThis)) return memoryStorage()
  let timer: unknown
  const timedOut = new Promise<never>((_, reject) => {
    timer = platform.setTimeout(() => reject(new Error('IndexedDB does not answer')), timeoutMs)
  })
  const opening = indexedDbStorage()
  try {
    const storage = await Promise.race([opening, timedOut])
    await storage.readSession()
    return storage
  } catch (error) {
    // A database that opens later would block the upgrade of a newer app version.
    void opening.then((storage) => storage.close()).catch(() => {})
    warn(error)
    return memoryStorage()
  } finally {
    platform.clearTimeout(timer)
  }
}
