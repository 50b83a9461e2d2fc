import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Box, boundsOf, grown, overlap } from './geometry.ts'
import { groundEdge, groundsOf, partOf } from './ground.ts'

const section = (id: string) => ({ id, name: id, color: '#888888', serverName: null })
const sections = ['window', 'hall', 'terrace'].map(section)

function table(sectionId: string | null, x: number, y: number, size = 80) {
  return { sectionId, position: { x, y }, size: { width: size, height: size }, rotation: 0 }
}

test('the ground of a section is one area that includes the seats', () => {
  const tables = [table('hall', 0, 0), table('hall', 500, 0), table('hall', 200, 400), table(null, 900, 900)]
  expect(groundsOf(sections, tables)).toEqual([
    { section: section('hall'), rooms: [{ x: -24, y: -24, width: 628, height: 528 }] },
  ])
})

test('a section around a corner has several areas and does not cover the corner', () => {
  const around = [table('hall', 0, 0), table('hall', 400, 0), table('hall', 0, 400)]
  const grounds = groundsOf(sections, [...around, table('window', 400, 400)])
  const [window, hall] = grounds
  expect(hall?.rooms).toHaveLength(2)
  expect(window?.rooms).toHaveLength(1)
  if (hall) expect(partOf(hall)).toMatchObject({ width: 528, height: 528 + 34 })
})

const anyTable = fc
  .record({
    sectionId: fc.constantFrom('window', 'hall', 'terrace', null),
    x: fc.integer({ min: 0, max: 9 }),
    y: fc.integer({ min: 0, max: 6 }),
  })
  // Far enough apart for seats.
  .map(({ sectionId, x, y }) => table(sectionId, x * 140, y * 140))
const place = ({ position: { x, y } }: ReturnType<typeof table>) => `${x} ${y}`
const plans = fc.uniqueArray(anyTable, { selector: place, maxLength: 40 })

const holds = (outer: Box, inner: Box) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

test('every table is on the ground of its section, and no ground reaches under another table or ground', () => {
  fc.assert(
    fc.property(plans, (tables) => {
      const grounds = groundsOf(sections, tables)
      for (const one of tables) {
        const box = grown(boundsOf(one), groundEdge)
        for (const ground of grounds) {
          const isOwn = ground.section.id === one.sectionId
          if (isOwn) expect(ground.rooms.some((room) => holds(room, box))).toBe(true)
          else expect(ground.rooms.some((room) => overlap(room, box))).toBe(false)
        }
      }
      for (const [i, one] of grounds.entries()) {
        for (const other of grounds.slice(i + 1)) {
          expect(one.rooms.some((room) => other.rooms.some((there) => overlap(room, there)))).toBe(false)
        }
      }
    }),
  )
})
