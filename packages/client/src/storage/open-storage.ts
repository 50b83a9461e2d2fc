import type { World } from '../world.ts'
import { indexedDbStorage } from './indexed-db.ts'
import { memoryStorage } from './memory.ts'
import type { ClientStorage } from './storage.ts'

// Another page that holds an older version open can keep it from ever answering.
const patienceMs = 3_000

/**
 * The storage of this device: IndexedDB in browsers. Memory where there is none, or it is blocked or broken; `warn` is
 * then told why, because what is not sent before the page closes is lost. Node has memory only.
 */
export async function openStorage(
  world: Pick<World, 'setTimeout' | 'clearTimeout'>,
  warn: (error: unknown) => void,
): Promise<ClientStorage> {
  if (!('indexedDB' in globalThis)) return memoryStorage()
  let timer: unknown
  const tooLate = new Promise<never>((_, reject) => {
    timer = world.setTimeout(() => reject(new Error('IndexedDB does not answer')), patienceMs)
  })
  const opening = indexedDbStorage()
  try {
    const storage = await Promise.race([opening, tooLate])
    await storage.readSession()
    return storage
  } catch (error) {
    // It may still open one day, and would then stand in the way of a newer version.
    void opening.then((storage) => storage.close()).catch(() => {})
    warn(error)
    return memoryStorage()
  } finally {
    world.clearTimeout(timer)
  }
}
