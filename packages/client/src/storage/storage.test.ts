import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { describe, expect, test } from 'vitest'
import { indexedDbStorage } from './indexed-db.ts'
import { memoryStorage } from './memory.ts'
import { openStorage } from './open-storage.ts'
import { storageContract } from './storage.contract.ts'
import type { ClientStorage } from './storage.ts'

describe('in memory', () => {
  const opened = new Map<string, ClientStorage>()
  storageContract(async (name) => {
    const storage = opened.get(name) ?? memoryStorage()
    opened.set(name, storage)
    return storage
  })
})

describe('in IndexedDB', () => {
  storageContract(indexedDbStorage)

  test('rows that can no longer be read count as absent', async () => {
    const storage = await indexedDbStorage('broken')
    const db = await openDB('broken')
    await db.put('session', { access_token: 7 }, 'current')
    await db.put('bases', 'gone', 'mina')
    await db.put('entries', { scope: 'mina', id: 'a', entry: null })
    await db.put('refusals', { scope: 'mina', id: 'a', problem: 'no' })
    expect(await storage.readSession()).toBeUndefined()
    expect(await storage.readBase('mina')).toBeUndefined()
    expect(await storage.readOutbox('mina')).toEqual([])
    expect(await storage.readRefusals('mina')).toEqual([])
  })

  test('[SY104] a newer app version reads the session and the outbox of an older one', async () => {
    const older = await openDB('older', 1, {
      upgrade(db) {
        for (const store of ['session', 'bases', 'leases']) db.createObjectStore(store)
        db.createObjectStore('entries', { keyPath: ['scope', 'id'] }).createIndex('scope', 'scope')
      },
    })
    const session = { access_token: 'a', refresh_token: 'r', expiresAt: 1, user: { id: 'u' }, restaurant: { id: 1 } }
    const mutation = { id: 'a', order: 1, at: '2026-05-01T17:00:00.000Z', isBatch: false, commands: [] }
    await older.put('session', session, 'current')
    await older.put('entries', { scope: 'mina', id: 'a', entry: mutation, lane: '' })
    older.close()
    const storage = await indexedDbStorage('older')
    expect(await storage.readSession()).toEqual(session)
    expect(await storage.readOutbox('mina')).toEqual([{ mutation, tabId: '' }])
    expect(await storage.readRefusals('mina')).toEqual([])
  })
})

describe('beside another app version', () => {
  const session = { access_token: 'a', refresh_token: 'r', expiresAt: 1, user: { id: 'u' }, restaurant: { id: 1 } }
  const mutation = { id: 'a', order: 1, at: '2026-05-01T17:00:00.000Z', isBatch: false, commands: [] }

  test('[SY104] a newer version upgrades the database, and this one goes on storing', async () => {
    const storage = await indexedDbStorage('newer beside')
    const newer = await openDB('newer beside', 7, { upgrade: (db) => void db.createObjectStore('more') })
    await storage.putMutation('mina', { mutation, tabId: '' })
    expect(await newer.getAll('entries')).toMatchObject([{ entry: mutation, lane: '' }])
    expect(await storage.readOutbox('mina')).toEqual([{ mutation, tabId: '' }])
    newer.close()
    storage.close()
  })

  test('[SY104] an app that was put back to an older version reads what is stored', async () => {
    const before = await indexedDbStorage('put back')
    await before.putMutation('mina', { mutation, tabId: '' })
    before.close()
    const newer = await openDB('put back', 7, { upgrade: (db) => void db.createObjectStore('more') })
    await newer.put('session', session, 'current')
    newer.close()
    const storage = await indexedDbStorage('put back')
    expect(await storage.readSession()).toEqual(session)
    expect(await storage.readOutbox('mina')).toEqual([{ mutation, tabId: '' }])
    storage.close()
  })
})

describe('without a working IndexedDB', () => {
  const atOnce = { setTimeout: (run: () => void) => setTimeout(run, 0), clearTimeout: () => {} }
  const never = { setTimeout: () => 0, clearTimeout: () => {} }

  async function openWith(indexedDB: unknown, platform: Parameters<typeof openStorage>[0]) {
    const original = Reflect.get(globalThis, 'indexedDB')
    Reflect.set(globalThis, 'indexedDB', indexedDB)
    const warnings: unknown[] = []
    try {
      return { storage: await openStorage(platform, (error) => warnings.push(error)), warnings }
    } finally {
      Reflect.set(globalThis, 'indexedDB', original)
    }
  }

  test('a browser that refuses it gets memory, with a warning', async () => {
    const refusing = {
      open() {
        throw new DOMException('The operation is insecure', 'SecurityError')
      },
    }
    const { storage, warnings } = await openWith(refusing, never)
    expect(storage.kind).toBe('memory')
    expect(warnings).toHaveLength(1)
  })

  test('a database that never answers is replaced by memory, with a warning', async () => {
    const silent = { open: () => Reflect.construct(Reflect.get(globalThis, 'IDBOpenDBRequest'), []) }
    const { storage, warnings } = await openWith(silent, atOnce)
    expect(storage.kind).toBe('memory')
    expect(warnings).toEqual([expect.objectContaining({ message: 'IndexedDB does not answer' })])
  })

  test('a working database is used', async () => {
    const warnings: unknown[] = []
    const storage = await openStorage(never, (error) => warnings.push(error))
    expect(storage.kind).toBe('indexed-db')
    expect(warnings).toEqual([])
    storage.close()
  })
})
