import { hasFieldsOf } from '../transport/server-message.ts'
import { type IndexedDbConnection, type IndexedDbSchema, openIndexedDb } from './indexed-db-connection.ts'
import type { ClientStorage, StoredRefusal, StoredSession } from './storage.ts'

/**
 * Keeps everything in the browser's IndexedDB, which all tabs of an origin share. Rejects where it cannot be opened, and
 * never settles while another page blocks an upgrade of the database.
 */
export async function indexedDbStorage(name = 'qtable'): Promise<ClientStorage> {
  const database = await openIndexedDb(name)
  const { run } = database
  return {
    kind: 'indexed-db',
    onReset: database.onReopened,
    readSession: () =>
      run(async (db) => {
        const session = await db.get('session', 'current')
        return isSession(session) ? session : undefined
      }),
    writeSession: (session) =>
      run(async (db) => {
        if (session) await db.put('session', session, 'current')
        else await db.delete('session', 'current')
      }),
    readBase: (scope) =>
      run(async (db) => {
        const base = await db.get('bases', scope)
        return hasFieldsOf('full_sync', base) ? base : undefined
      }),
    writeBase: (scope, base, confirmedIds) =>
      run(async (db) => {
        const writing = db.transaction(['bases', 'entries'], 'readwrite')
        const bases = writing.objectStore('bases')
        await Promise.all([
          base ? bases.put(base, scope) : bases.delete(scope),
          ...confirmedIds.map((id) => writing.objectStore('entries').delete([scope, id])),
          writing.done,
        ])
      }),
    readOutbox: (scope) =>
      run(async (db) =>
        (await db.getAllFromIndex('entries', 'scope', scope))
          .filter(isMutationRow)
          .map(({ entry, lane }) => ({ mutation: entry, tabId: lane }))
          .sort((a, b) => a.mutation.order - b.mutation.order),
      ),
    putMutation: (scope, { mutation, tabId }) =>
      run(async (db) => void (await db.put('entries', { scope, id: mutation.id, entry: mutation, lane: tabId }))),
    ...refusalsAndLeases(database),
    close: database.close,
  }
}

function refusalsAndLeases({
  run,
}: IndexedDbConnection): Pick<ClientStorage, 'readRefusals' | 'writeRefusals' | 'removeRefusals' | 'lease'> {
  return {
    readRefusals: (scope) =>
      run(async (db) =>
        (await db.getAllFromIndex('refusals', 'scope', scope))
          .filter(isRefusal)
          .map(({ scope: _, ...refusal }) => refusal),
      ),
    writeRefusals: (scope, refusals, endedIds) =>
      run(async (db) => {
        const writing = db.transaction(['refusals', 'entries'], 'readwrite')
        await Promise.all([
          ...refusals.map((refusal) => writing.objectStore('refusals').put({ ...refusal, scope })),
          ...endedIds.map((id) => writing.objectStore('entries').delete([scope, id])),
          writing.done,
        ])
      }),
    removeRefusals: (scope, ids) =>
      run(async (db) => {
        const writing = db.transaction('refusals', 'readwrite')
        const keys =
          ids?.map((id): [string, string] => [scope, id]) ?? (await writing.store.index('scope').getAllKeys(scope))
        await Promise.all([...keys.map((key) => writing.store.delete(key)), writing.done])
      }),
    lease: (name, { owner, now, until }) =>
      run(async (db) => {
        const taking = db.transaction('leases', 'readwrite')
        const held = await taking.store.get(name)
        const isFree = !held || held.owner === owner || held.until <= now
        if (isFree) await taking.store.put({ owner, until }, name)
        await taking.done
        return isFree
      }),
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

function isMutationRow({ entry, lane }: IndexedDbSchema['entries']['value']): boolean {
  return (
    typeof lane === 'string' &&
    typeof entry?.id === 'string' &&
    typeof entry.order === 'number' &&
    typeof entry.at === 'string' &&
    Array.isArray(entry.commands)
  )
}
