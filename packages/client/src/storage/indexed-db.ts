import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { StoredBase } from '../replica.ts'
import { isMessage } from '../transport/message.ts'
import type { ClientStorage, StoredEntry, StoredRefusal, StoredSession } from './storage.ts'

// Raised with every new store. What an older version left behind stays: what cannot be read any more counts as not there,
// and comes again from the server. Stores are never taken away, so that an older version still finds its own.
const version = 2

interface Schema extends DBSchema {
  session: { key: string; value: StoredSession }
  bases: { key: string; value: StoredBase }
  entries: { key: [string, string]; value: StoredEntry & { scope: string; id: string }; indexes: { scope: string } }
  refusals: { key: [string, string]; value: StoredRefusal & { scope: string }; indexes: { scope: string } }
  leases: { key: string; value: { owner: string; until: number } }
}

type Database = IDBPDatabase<Schema>

/**
 * Keeps everything in the browser's IndexedDB, which all tabs of an origin share. Rejects where that cannot be opened;
 * it may also never answer, while another page holds on to an older version.
 */
export async function indexedDbStorage(name = 'qtable'): Promise<ClientStorage> {
  let opened = openOwn()
  let isClosed = false

  async function openOwn(): Promise<Database> {
    try {
      return await openDB<Schema>(name, version, { upgrade, blocking, terminated })
    } catch (error) {
      // A newer version of the app was here before: what it added does not matter to this one.
      if (error instanceof DOMException && error.name === 'VersionError') return openAsItIs()
      throw error
    }
  }

  const openAsItIs = (): Promise<Database> => openDB<Schema>(name, undefined, { blocking, terminated })

  // A newer version in another tab must not wait for this one to be closed. This one goes on with what that makes of it.
  function blocking(_current: number, _blocked: number | null, event: { target: unknown }): void {
    ;(event.target as { close(): void }).close()
    terminated()
  }

  // Browsers also end connections by themselves, on a device that has slept for example.
  function terminated(): void {
    if (isClosed) return
    opened = openAsItIs()
    // Each use of it hears of the failure.
    opened.catch(() => {})
  }

  await opened
  return {
    kind: 'indexed-db',
    async readSession() {
      const session = await (await opened).get('session', 'current')
      return isSession(session) ? session : undefined
    },
    async writeSession(session) {
      if (session) await (await opened).put('session', session, 'current')
      else await (await opened).delete('session', 'current')
    },
    async readBase(scope) {
      const base = await (await opened).get('bases', scope)
      return isMessage('full_sync', base) ? base : undefined
    },
    async writeBase(scope, base, confirmed) {
      const writing = (await opened).transaction(['bases', 'entries'], 'readwrite')
      const bases = writing.objectStore('bases')
      await Promise.all([
        base ? bases.put(base, scope) : bases.delete(scope),
        ...confirmed.map((id) => writing.objectStore('entries').delete([scope, id])),
        writing.done,
      ])
    },
    async readOutbox(scope) {
      const found = await (await opened).getAllFromIndex('entries', 'scope', scope)
      return found.filter(isEntry).sort((a, b) => a.entry.order - b.entry.order)
    },
    async putEntry(scope, { entry, lane }) {
      await (await opened).put('entries', { scope, id: entry.id, entry, lane })
    },
    async readRefusals(scope) {
      const found = await (await opened).getAllFromIndex('refusals', 'scope', scope)
      return found.filter(isRefusal).map(({ scope: _, ...refusal }) => refusal)
    },
    async writeRefusals(scope, refusals, ended) {
      const writing = (await opened).transaction(['refusals', 'entries'], 'readwrite')
      await Promise.all([
        ...refusals.map((refusal) => writing.objectStore('refusals').put({ ...refusal, scope })),
        ...ended.map((id) => writing.objectStore('entries').delete([scope, id])),
        writing.done,
      ])
    },
    async removeRefusals(scope, ids) {
      const writing = (await opened).transaction('refusals', 'readwrite')
      const keys =
        ids?.map((id): [string, string] => [scope, id]) ?? (await writing.store.index('scope').getAllKeys(scope))
      await Promise.all([...keys.map((key) => writing.store.delete(key)), writing.done])
    },
    async lease(name, { owner, now, until }) {
      const taking = (await opened).transaction('leases', 'readwrite')
      const held = await taking.store.get(name)
      const isFree = !held || held.owner === owner || held.until <= now
      if (isFree) await taking.store.put({ owner, until }, name)
      await taking.done
      return isFree
    },
    close() {
      isClosed = true
      void opened.then(
        (db) => db.close(),
        () => {},
      )
    },
  }
}

function upgrade(db: Database): void {
  for (const store of ['session', 'bases', 'leases'] as const) {
    if (!db.objectStoreNames.contains(store)) db.createObjectStore(store)
  }
  for (const store of ['entries', 'refusals'] as const) {
    if (db.objectStoreNames.contains(store)) continue
    db.createObjectStore(store, { keyPath: ['scope', 'id'] }).createIndex('scope', 'scope')
  }
}

function isSession(session: StoredSession | undefined): boolean {
  return (
    typeof session?.access_token === 'string' &&
    typeof session.refresh_token === 'string' &&
    typeof session.expiresAt === 'number' &&
    typeof session.user?.id === 'string' &&
    typeof session.restaurant?.id === 'number'
  )
}

function isRefusal({ id, commands, problem, by, doneAt, refusedAt }: StoredRefusal): boolean {
  return (
    typeof id === 'string' &&
    Array.isArray(commands) &&
    typeof problem?.code === 'string' &&
    typeof by?.id === 'string' &&
    typeof doneAt === 'string' &&
    typeof refusedAt === 'string'
  )
}

function isEntry({ entry, lane }: StoredEntry): boolean {
  return (
    typeof lane === 'string' &&
    typeof entry?.id === 'string' &&
    typeof entry.order === 'number' &&
    typeof entry.at === 'string' &&
    Array.isArray(entry.commands)
  )
}
