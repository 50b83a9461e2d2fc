import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { type openNode, openTestRestaurant } from '../commands/testing/open-test-restaurant.ts'
import type { Database } from '../db/database.ts'
import { checkExport } from '../journal/check-export.ts'
import { exportRestaurant } from '../journal/export.ts'
import { importRestaurant } from './import-restaurant.ts'
import { readLines } from './read-lines.ts'

// Separators of lines, directions and joins, a byte order mark, text beyond the basic plane, and what JSON and SQL escape.
const special = [
  '\u2028',
  '\u2029',
  '\u0085',
  '\u202e',
  '\u200d',
  '\ufeff',
  '\uffff',
  '😀',
  '"',
  '\\',
  "'",
  '\\u0000',
  '$$',
]
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  fc
    .array(fc.oneof(fc.constantFrom(...special), fc.string({ maxLength: 4 })), { minLength: 1, maxLength: 6 })
    .map((parts) => `x${parts.join('')}x`),
)
const prose = fc.oneof(
  text,
  fc.array(fc.oneof(text, fc.constantFrom('\n', '\r\n', '\t', '\r')), { maxLength: 6 }).map((parts) => parts.join('')),
)
const party = fc.record({
  name: text,
  partySize: fc.constant(2),
  phone: fc.option(text),
  email: fc.option(text),
  notes: prose,
  tags: fc.array(text, { maxLength: 3 }),
})

/** Runs a command, unless the product does not accept its strings; tells whether it ran. */
async function runUnlessRefused(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    if (error instanceof Problem && error.code === 'validation_failed') return false
    throw error
  }
}

async function exportToFile(db: Database, restaurantId: number): Promise<string> {
  const pieces: string[] = []
  const now = '2026-05-01T18:00:00.000Z'
  const write = async (piece: string) => void pieces.push(piece)
  await exportRestaurant(db, { restaurantId, now, progress: () => {}, write })
  const file = path.join(tmpdir(), `qtable-export-${uuidv7()}.jsonl`)
  onTestFinished(() => rm(file, { force: true }))
  await writeFile(file, pieces.join(''))
  return file
}

async function floorOf(node: ReturnType<typeof openNode>, restaurantId: number) {
  const { floor } = await node.floors.read(restaurantId)
  return { ...floor, restaurant: { ...floor.restaurant, id: 0, slug: '' } }
}

test('a restaurant with any strings that the product accepts is exported and imported as it was', async () => {
  const { db, restaurantId, node } = await openTestRestaurant()
  const run = (type: string, payload: object) => runUnlessRefused(() => node.run(restaurantId, type, payload))
  let accepted = 0
  const startsAt = new Date(Date.now() + 86_400_000).toISOString()
  for (const [i, one] of fc.sample(party, 120).entries()) {
    const done = [
      await run('guest.create', one),
      await run('reservation.create', { ...one, startsAt }),
      await run('section.create', { name: one.name, serverName: one.notes.slice(0, 20) }),
      await run('table.create', { tableNumber: `${i}${one.name}`.slice(0, 12), capacity: 4 }),
      i % 10 === 0 && (await run('restaurant.update', { name: one.name })),
    ]
    accepted += done.filter(Boolean).length
  }
  // Those with control characters are refused.
  expect(accepted).toBeGreaterThan(150)
  expect(await run('guest.create', { name: 'a\u2028b\u2029c', notes: '\u2028\u2029', partySize: 2 })).toBe(true)
  const file = await exportToFile(db, restaurantId)
  const checked = await checkExport(readLines(file))
  const imported = await importRestaurant(db, { checked, lines: readLines(file), progress: () => {} })
  expect(await floorOf(node, imported.id)).toEqual(await floorOf(node, restaurantId))
}, 60_000)
