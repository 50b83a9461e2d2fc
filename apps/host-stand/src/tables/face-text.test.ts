import { openFloor } from '@qtable/domain/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bridgesOf } from '../floor/ground.ts'
import { namingTables } from '../floor/joined-names.tsx'
import { textWidth } from '../ui/text-width.ts'
import { faceTextOf } from './face-text.ts'
import { viewsOf } from './table-view.ts'
import { textRoomIn } from './text-room.ts'

const start = Date.parse('2026-05-01T17:00:00.000Z')

/** The text of the first table with this number, with Okafor there for `minutes`. */
function faceOf(
  { number = '12', shape = 'square', side = 60 }: { number?: string; shape?: 'square' | 'round'; side?: number },
  minutes = 52,
) {
  const floor = openFloor({ tables: [4] })
  const [tableId] = floor.tableIds
  floor.run('table.update', { tableId, tableNumber: number, shape, size: { width: side, height: side } })
  floor.seated([0], { name: 'Okafor', partySize: 3 })
  const [view] = viewsOf(floor.floor, start + minutes * 60_000).values()
  if (!view) expect.fail('there is no table')
  return faceTextOf(view, 1)
}

test('a large table shows its whole name, its party and the minutes; a smaller one abbreviates its name first', () => {
  expect(faceOf({ number: 'Mezzanine 12', side: 140 })).toMatchObject({
    number: 'Mezzanine 12',
    line: 'Okafor',
    minutes: '52′',
  })
  expect(faceOf({ number: 'Mezzanine 12', side: 64 })).toMatchObject({ number: 'M12', line: 'Okafor', minutes: '52′' })
})

test.each(['square', 'round'] as const)(
  'the minutes stay down to 28 pixels: on a small %s table they stand at its edge',
  (shape) => {
    for (let side = 28; side < 150; side++) {
      const { minutes } = faceOf({ shape, side })
      expect(minutes).toBe('52′')
    }
    expect(faceOf({ shape, side: 28 }).isOutside).toBe(true)
  },
)

test('minutes are written in one way, however long a party has been there', () => {
  expect([0, 1, 59, 96].map((minutes) => faceOf({ side: 120 }, minutes).minutes)).toEqual(['now', '1′', '59′', '96′'])
})

test('each of two joined tables has its number alone: the bridge names the party', () => {
  const floor = openFloor({ tables: [4, 4] })
  floor.seated([0, 1], { name: 'Okafor', partySize: 6 })
  const texts = [...viewsOf(floor.floor, start).values()].map((view) => faceTextOf(view, 1))
  expect(texts.map(({ number, line, minutes, flag }) => [number, line, minutes, flag])).toEqual([
    ['1', '', '', ''],
    ['2', '', '', ''],
  ])
})

test('where the bridge has no room between the numbers, the first table names the party', () => {
  const floor = openFloor({ tables: [4, 4, 4] })
  const at = (tableId: string | undefined, x: number) => floor.run('table.update', { tableId, position: { x, y: 0 } })
  for (const [i, x] of [10, 100, 300].entries()) at(floor.tableIds[i], x)
  const near = floor.seated([0, 1], { name: 'Okafor', partySize: 6 })
  const naming = () => {
    const { tables, combinations, guests } = floor.floor
    return [...namingTables(bridgesOf({ tables, combinations, guests }), 1)]
  }
  expect(naming()).toEqual([floor.tableIds[0]])
  const [view] = viewsOf(floor.floor, start).values()
  expect(view && faceTextOf(view, 1, { isNaming: true })).toMatchObject({ number: '1', line: 'Okafor', minutes: 'now' })
  floor.run('guest.move', { guestId: near, tableIds: [floor.tableIds[1], floor.tableIds[2]] })
  expect(naming()).toEqual([])
})

test('every text inside a table keeps within its shape', () => {
  const tables = fc.record({
    shape: fc.constantFrom('round', 'oval', 'square', 'rectangle', 'booth'),
    rotation: fc.constantFrom(0, 30, 45, 90, 135),
    width: fc.integer({ min: 30, max: 200 }),
    height: fc.integer({ min: 30, max: 200 }),
    number: fc.constantFrom('3', '12', 'Patio 3', 'Mezzanine 12'),
  })
  fc.assert(
    fc.property(tables, ({ shape, rotation, width, height, number }) => {
      const floor = openFloor({ tables: [4] })
      const [tableId] = floor.tableIds
      floor.run('table.update', { tableId, tableNumber: number, shape, rotation, size: { width, height } })
      floor.seated([0], { name: 'Bartholomew-Montgomery', partySize: 3 })
      const [view] = viewsOf(floor.floor, start + 52 * 60_000).values()
      if (!view) return
      const text = faceTextOf(view, 1)
      if (text.isInline || text.isOutside) return
      const room = textRoomIn(view.table, 1)
      const lines = [text.line, text.minutes].filter(Boolean).length
      const top = -(text.numberPx + lines * 15) / 2
      expect(textWidth(text.number, text.numberPx, 700)).toBeLessThanOrEqual(
        room(top + text.numberPx * 0.15, top + text.numberPx),
      )
      const end = top + text.numberPx + lines * 15
      expect(textWidth(text.minutes, 12, 620)).toBeLessThanOrEqual(room(end - 15, end - 2))
    }),
  )
})
