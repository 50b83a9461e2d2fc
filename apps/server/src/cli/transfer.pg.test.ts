import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { openNode } from '../commands/testing/open-test-restaurant.ts'
import type { Database } from '../db/database.ts'
import { addDemo } from '../demo/demo.ts'
import { checkExport } from '../journal/check-export.ts'
import { exportRestaurant } from '../journal/export.ts'
import { type ExportEntry, openExportLines } from '../journal/export-file.ts'
import { readAfter } from '../journal/log.ts'
import { openTestDatabase } from '../testing/cluster.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { importRestaurant } from './import-restaurant.ts'

const progress = () => {}

/** The lines of a restaurant's export. */
async function exportLines(db: Database, restaurantId: number): Promise<string[]> {
  const pieces: string[] = []
  const now = '2026-05-01T18:00:00.000Z'
  const write = async (text: string) => void pieces.push(text)
  await exportRestaurant(db, { restaurantId, now, progress, write })
  return pieces.join('').trimEnd().split('\n')
}

async function openDemo() {
  const { database: db, close } = await openTestDatabase()
  onTestFinished(close)
  await addDemo({ db, dataDir: await temporaryFolder() })
  const node = openNode(db)
  // A party of an earlier service day, so that the history has a row.
  const later = openNode(db, () => Date.now() + 2 * 86_400_000)
  const { floor } = await node.floors.read(1)
  const seated = [...floor.guests.values()].find(({ status }) => status === 'seated')
  await node.run(1, 'guest.setStatus', { guestId: seated?.id, status: 'finished' })
  // The first settles what nobody settled, the second takes it off the floor.
  for (const id of ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002']) {
    await later.commands.executeInternal(1, { id, type: 'serviceDay.close', payload: { limit: 100 } })
  }
  return { db, node, lines: await exportLines(db, 1) }
}

test('the demo restaurant has tables, parties and reservations', async () => {
  const { database: db, close } = await openTestDatabase()
  onTestFinished(close)
  const signIn = await addDemo({ db, dataDir: await temporaryFolder() })
  expect(signIn?.password).toBeTruthy()
  const { floor } = await openNode(db).floors.read(1)
  expect(floor.tables.size).toBe(20)
  expect(floor.sections.size).toBe(3)
  expect(floor.reservations.size).toBe(10)
  expect([...floor.guests.values()].map(({ status }) => status).sort()).toEqual(
    [...Array(1).fill('notified'), ...Array(9).fill('seated'), ...Array(4).fill('waiting')].sort(),
  )
  expect(await addDemo({ db, dataDir: await temporaryFolder() })).toBeUndefined()
})

test('a restaurant that is exported and imported elsewhere is equal, with its log and history', async () => {
  const { node, lines } = await openDemo()
  const { database: elsewhere, close } = await openTestDatabase()
  onTestFinished(close)
  const checked = await checkExport(lines)
  // Another restaurant exists there already, so the imported one gets another number.
  await addDemo({ db: elsewhere, dataDir: await temporaryFolder() })
  const { id, slug } = await importRestaurant(elsewhere, { checked, lines, progress })
  expect(id).toBe(2)
  expect(slug).not.toBe(checked.header.restaurant.slug)
  const there = openNode(elsewhere)
  const [before, after] = await Promise.all([node.floors.catchUp(1), there.floors.read(2)])
  expect({ ...after.floor, restaurant: null }).toEqual({ ...before.floor, restaurant: null })
  expect(after.floor.restaurant).toEqual({ ...before.floor.restaurant, id, slug })
  expect(after.epoch).not.toBe(before.epoch)
  const log = await elsewhere.asRestaurant(2, (tx) => readAfter(tx, 0, { limit: 1000, maxBytes: 1e9 }))
  expect(log).toHaveLength(before.floor.version)
  const reexported = await exportLines(elsewhere, 2)
  const guests = (some: string[]) => some.filter((line) => line.startsWith('{"kind":"guest"'))
  expect(guests(reexported)).toEqual(guests(lines))
  expect(guests(reexported).some((line) => line.includes('"archived":true'))).toBe(true)
  // New commands continue from its version.
  const outcome = await there.run(2, 'guest.create', { name: 'New here', partySize: 2 })
  expect(outcome.version).toBe(checked.header.version + 1)
})

test('a long history is exported in chunks, as one snapshot, and imported in chunks', async () => {
  const { db, node } = await openDemo()
  for (let i = 0; i < 3; i++) {
    const guests = Array.from({ length: 500 }, (_, n) => ({
      type: 'guest.create',
      payload: { name: `P${n}`, partySize: 2 },
    }))
    await node.batch(1, uuidv7(), guests)
  }
  const version = (await node.floors.read(1)).floor.version
  const pieces: string[] = []
  const exportedVersion = await exportRestaurant(db, {
    ...{ restaurantId: 1, now: '2026-05-01T18:00:00.000Z', progress },
    async write(text) {
      pieces.push(text)
      // Changes during the export are not in the file.
      await node.run(1, 'guest.create', { name: 'Later', partySize: 2 })
    },
  })
  expect(exportedVersion).toBe(version)
  expect(Math.max(...pieces.map((piece) => piece.trimEnd().split('\n').length))).toBe(500)
  const lines = pieces.join('').trimEnd().split('\n')
  expect(lines.some((line) => line.includes('Later'))).toBe(false)
  const checked = await checkExport(lines)
  const counts: number[] = []
  const { id } = await importRestaurant(db, {
    ...{ checked, lines },
    progress: (what, count) => void (what === 'guest' && counts.push(count)),
  })
  expect(counts.slice(0, 3)).toEqual([500, 1000, 1500])
  const { floor } = await openNode(db).floors.read(id)
  expect(floor.version).toBe(version)
  expect([...floor.guests.values()].filter(({ name }) => name.startsWith('P'))).toHaveLength(1500)
})

test('a changed, truncated or invalid file is refused with the line and the reason', async () => {
  const { lines } = await openDemo()
  const refusalOf = async (change: (copy: string[]) => unknown) => {
    const copy = [...lines]
    change(copy)
    try {
      await checkExport(copy)
    } catch (error) {
      if (error instanceof Problem) return error.detail
      throw error
    }
    return 'accepted'
  }
  const at = (kind: string) => lines.findIndex((line) => line.startsWith(`{"kind":"${kind}"`))
  const replaced = (kind: string, from: string | RegExp, to: string) => (copy: string[]) => {
    copy[at(kind)] = (copy[at(kind)] ?? '').replace(from, to)
  }
  expect(await refusalOf(() => {})).toBe('accepted')
  expect(await refusalOf((copy) => copy.splice(-2, 1))).toMatch(/checksum/)
  expect(await refusalOf((copy) => copy.pop())).toMatch(/cut/)
  expect(await refusalOf((copy) => copy.splice(0))).toMatch(/cut/)
  expect(await refusalOf((copy) => copy.push(copy.at(-1) ?? ''))).toMatch(/after the end/)
  expect(await refusalOf((copy) => copy.shift())).toMatch(/^line 1: .*header/)
  expect(await refusalOf(replaced('guest', /"name":"[^"]*"/, '"name":"Other"'))).toMatch(/checksum/)
  expect(await refusalOf(replaced('header', '"format"', '"surprise":1,"format"'))).toMatch(/surprise/)
  expect(await refusalOf(replaced('header', '"formatVersion":2', '"formatVersion":1'))).toMatch(/formatVersion/)
  expect(await refusalOf(replaced('table', /"capacity":\d+/, '"capacity":-1'))).toMatch(/^line \d+: data\.capacity/)
  expect(await refusalOf((copy) => copy.splice(1, 0, 'a text'))).toMatch(/^line 2: this is no JSON/)
})

test('an invalid file with a valid checksum is refused with one reason and leaves nothing behind', async () => {
  const { db, lines } = await openDemo()
  const forged = (change: (entries: ExportEntry[]) => unknown) => {
    const entries = lines.slice(0, -1).map((line): ExportEntry => JSON.parse(line))
    change(entries)
    const writer = openExportLines()
    return [...entries.map((entry) => writer.line(entry)), writer.end()].map((line) => line.trimEnd())
  }
  const first = <K extends ExportEntry['kind']>(entries: ExportEntry[], kind: K) =>
    entries.find((entry): entry is Extract<ExportEntry, { kind: K }> => entry.kind === kind)
  const duplicated = (kind: ExportEntry['kind']) => (entries: ExportEntry[]) => {
    const entry = first(entries, kind)
    if (entry) entries.push(entry)
  }
  await expect(checkExport(forged(duplicated('member')))).rejects.toThrow(/members: names somebody twice/)
  await expect(checkExport(forged(duplicated('logged')))).rejects.toThrow(/log: version 1 does not follow/)
  const older = forged((entries) => {
    const logged = entries.findLast((entry) => entry.kind === 'logged')
    if (logged) logged.data.committed_at = '2020-01-01T00:00:00.000Z'
  })
  await expect(checkExport(older)).rejects.toThrow(/older than the one before/)
  const actor = forged((entries) => Object.assign(first(entries, 'logged')?.data ?? {}, { actor_id: 'x'.repeat(36) }))
  await expect(checkExport(actor)).rejects.toThrow(/actor_id/)
  const twice = forged(duplicated('section'))
  await expect(
    importRestaurant(db, { checked: await checkExport(twice), lines: twice, progress }),
  ).rejects.toMatchObject({
    code: 'validation_failed',
    detail: expect.stringMatching(/^The database refuses this file: .*duplicate key/),
  })
  // A different file than the one that was checked.
  const checked = await checkExport(lines)
  await expect(importRestaurant(db, { checked, lines: lines.slice(0, -2), progress })).rejects.toThrow(/cut/)
  expect(await db.asSystem((tx) => tx.query('select 1 from tenants'))).toHaveLength(1)
})
