import { hasFieldsOf } from '../transport/server-message.ts'
import { type IndexedDbSchema, openIndexedDb } from './indexed-db-connection.ts'
import type { ClientStorage, StoredRefusal, StoredSession } from './storage.ts'

/**
 * Keeps everything in the browser's IndexedDB, which all tabs of an origin share. Rejects where it cannot be opened, and
 * never settles while another page blocks an upgrade of the database.
 */
export async function indexedDbStorage(name = 'qtable'): Promise<ClientStorage> {
  const database = await openIndexedDb(name)
  return {
    kind: 'indexed-db',
    async readSession() {
      const session = await (await database.current()).get('session', 'current')
      return isSession(session) ? session : undefined
    },
    async writeSession(session) {
      if (session) await (await database.current()).put('session', session, 'current')
      else await (await database.current()).delete('session', 'current')
    },
    async readBase(scope) {
      const base = await (await database.current()).get('bases', scope)
      return hasFieldsOf('full_sync', base) ? base : undefined
    },
    async writeBase(scope, base, confirmedIds) {
      const writing = (await database.current()).transaction(['bases', 'entries'], 'readwrite')
      const bases = writing.objectStore('bases')
      await Promise.all([
        base ? bases.put(base, scope) : bases.delete(scope),
        ...confirmedIds.map((id) => writing.objectStore('entries').delete([scope, id])),
        writing.done,
      ])
    },
    async readOutbox(scope) {
      const rows = await (await database.current()).getAllFromIndex('entries', 'scope', scope)
      return rows
        .filter(isMutationRow)
        .map(({ entry, lane }) => ({ mutation: entry, tabId: lane }))
        .sort((a, b) => a.mutation.order - b.mutation.order)
    },
    async putMutation(scope, { mutation, tabId }) {
      await (await database.current()).put('entries', { scope, id: mutation.id, entry: mutation, lane: tabId })
    },
    async readRefusals(scope) {
      const rows = await (await database.current()).getAllFromIndex('refusals', 'scope', scope)
      return rows.filter(isRefusal).map(({ scope: _, ...refusal }) => refusal)
    },
    async writeRefusals(scope, refusals, endedIds) {
      const writing = (await database.current()).transaction(['refusals', 'entries'], 'readwrite')
      await Promise.all([
        ...refusals.map((refusal) => writing.objectStore('refusals').put({ ...refusal, scope })),
        ...endedIds.map((id) => writing.objectStore('entries').delete([scope, id])),
        writing.done,
      ])
    },
    async removeRefusals(scope, ids) {
      const writing = (await database.current()).transaction('refusals', 'readwrite')
      const keys =
        ids?.map((id): [string, string] => [scope, id]) ?? (await writing.store.index('scope').getAllKeys(scope))
      await Promise.all([...keys.map((key) => writing.store.delete(key)), writing.done])
    },
    async lease(name, { owner, now, until }) {
      const taking = (await database.current()).transaction('leases', 'readwrite')
      const held = await taking.store.get(name)
      const isFree = !held || held.owner === owner || held.until <= now
      if (isFree) await taking.store.put({ owner, until }, name)
      await taking.done
      return isFree
    },
    close: database.close,
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
