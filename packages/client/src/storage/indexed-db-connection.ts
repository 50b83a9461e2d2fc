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
  /** Runs `work`; once more on a new connection where the browser has ended the present one. */
  run<T>(work: (database: Database) => Promise<T>): Promise<T>
  /** Calls `listener` when a new connection is open: what was stored may be gone. The returned function ends it. */
  onReopened(listener: () => void): () => void
  close(): void
}

/** Opens the database. Rejects where it cannot be opened; never settles while another page blocks an upgrade. */
export async function openIndexedDb(name: string): Promise<IndexedDbConnection> {
  const listeners = new Set<() => void>()
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

  // Browsers also end connections unasked: after a device has slept, and when its person clears the data of the site.
  function terminated(): void {
    if (!isClosed) void reopen().catch(() => {})
  }

  function reopen(): Promise<Database> {
    opened = openUpgraded()
    opened.then(
      () => {
        for (const listener of listeners) listener()
      },
      // It reaches whoever uses the connection next.
      () => {},
    )
    return opened
  }

  // Several callers may find the same connection ended: the first opens the next one.
  function after(ended: Promise<Database>): Promise<Database> {
    return opened === ended ? reopen() : opened
  }

  await opened
  return {
    async run(work) {
      const used = opened
      const database = await used.catch(() => after(used))
      try {
        return await work(database)
      } catch (error) {
        if (isClosed || !isConnectionLost(error)) throw error
        return work(await after(used))
      }
    },
    onReopened(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close() {
      isClosed = true
      void opened.then(
        (database) => database.close(),
        () => {},
      )
    },
  }
}

// What browsers throw for a connection that they have closed or lost, and for a database that was emptied under it.
const lostNames: ReadonlySet<string> = new Set(['InvalidStateError', 'NotFoundError', 'UnknownError'])

function isConnectionLost(error: unknown): boolean {
  return error instanceof DOMException && lostNames.has(error.name)
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
