import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Mutation } from '../outbox/mutation.ts'
import type { StoredBase, StoredRefusal, StoredSession } from './storage.ts'

// Raised with every new object store. Rows of an older version stay: a row that can no longer be read counts as absent,
// and the server sends it again. A store is never removed, so that an older app version still finds its own.
const schemaVersion = 2

/** The object stores of the browser's database. Devices hold rows in this form: renaming a field here loses them. */
export interface IndexedDbSchema extends DBSchema {
  session: { key: string; value: StoredSession }
  bases: { key: string; value: StoredBase }
  entries: {
    key: [string, string]
    value: { scope: string; id: string; entry: Mutation; lane: string }
    indexes: { scope: string }
  }
  refusals: { key: [string, string]; value: StoredRefusal & { scope: string }; indexes: { scope: string } }
  leases: { key: string; value: { owner: string; until: number } }
}

type Database = IDBPDatabase<IndexedDbSchema>

/** A connection to the browser's database that opens again where the browser ends it. */
export interface IndexedDbConnection {
  current(): Promise<Database>
  close(): void
}

/** Opens the database. Rejects where it cannot be opened; never settles while another page blocks an upgrade. */
export async function openIndexedDb(name: string): Promise<IndexedDbConnection> {
  let opened = openUpgraded()
  let isClosed = false

  async function openUpgraded(): Promise<Database> {
    try {
      return await openDB<IndexedDbSchema>(name, schemaVersion, { upgrade, blocking, terminated })
    } catch (error) {
      // A newer app version was here before. This version ignores the stores that it added.
      if (error instanceof DOMException && error.name === 'VersionError') return openAsItIs()
      throw error
    }
  }

  const openAsItIs = (): Promise<Database> => openDB<IndexedDbSchema>(name, undefined, { blocking, terminated })

  // Closes for an upgrade by a newer app version in another tab, then goes on with the upgraded database.
  function blocking(_current: number, _blocked: number | null, event: { target: unknown }): void {
    ;(event.target as { close(): void }).close()
    terminated()
  }

  // Browsers also end connections unasked, for example after a device has slept.
  function terminated(): void {
    if (isClosed) return
    opened = openAsItIs()
    // A failure reaches every caller of `current`.
    opened.catch(() => {})
  }

  await opened
  return {
    current: () => opened,
    close() {
      isClosed = true
      void opened.then(
        (database) => database.close(),
        () => {},
      )
    },
  }
}

function upgrade(database: Database): void {
  for (const store of ['session', 'bases', 'leases'] as const) {
    if (!database.objectStoreNames.contains(store)) database.createObjectStore(store)
  }
  for (const store of ['entries', 'refusals'] as const) {
    if (database.objectStoreNames.contains(store)) continue
    database.createObjectStore(store, { keyPath: ['scope', 'id'] }).createIndex('scope', 'scope')
  }
}
