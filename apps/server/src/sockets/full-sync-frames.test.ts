import { entities, type Floor, type Reservation } from '@qtable/domain'
import { openFloor } from '@qtable/domain/testing'
import { FullSyncFrame, FullSyncPart, maxFrameBytes } from '@qtable/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openCursors } from '../wire/cursors.ts'
import { fullSyncFrames } from './full-sync-frames.ts'
import { readFrames } from './testing/read-frames.ts'

const cursors = openCursors('a secret')
const epoch = '0197f6a0-7c00-7000-8000-000000000070'
const base = openFloor({ tables: [4, 2] }).floor

function idOf(index: number): string {
  return `0197f6a0-7c00-7000-8000-${String(index).padStart(12, '0')}`
}

/** A floor with one reservation for each note, the later ones first. */
function floorWith(notes: readonly string[], more: Partial<Floor> = {}): Floor {
  const rows = notes.map((note, i): [string, Reservation] => {
    const startsAt = new Date(Date.UTC(2026, 5, 1) - i * 3_600_000).toISOString().replace('.000', '')
    return [idOf(i), { ...entities.reservation.example, id: idOf(i), startsAt, notes: note }]
  })
  return { ...base, reservations: new Map(rows), ...more }
}

function messagesOf(floor: Floor, limit?: number) {
  const bytes = fullSyncFrames({ floor, epoch, recent: [] }, cursors, limit)
  if (!bytes) throw new Error('the floor does not fit')
  return readFrames(bytes)
}

test('[SY7] a floor that fits is one full_sync without has_more', () => {
  const [only, ...others] = messagesOf(floorWith(['', 'two']))
  expect(others).toEqual([])
  expect(only?.message).not.toHaveProperty('has_more')
  expect(FullSyncFrame.parse(only?.message).reservations).toHaveLength(2)
})

test('[SY26] 2,500 bookings come in parts of at most 512 KiB, the nearest first', () => {
  const floor = floorWith(Array.from({ length: 2500 }, (_, i) => `note ${i} €`))
  const [first, ...parts] = messagesOf(floor)
  const full = FullSyncFrame.parse(first?.message)
  const rest = parts.map(({ message }) => FullSyncPart.parse(message))
  expect(full.has_more).toBe(true)
  expect(rest.map(({ has_more }) => has_more)).toEqual(rest.map((_, i) => i < rest.length - 1))
  const rows = [full, ...rest].flatMap(({ reservations }) => reservations)
  expect(rows).toEqual([...floor.reservations.values()].reverse())
  for (const { bytes } of [first, ...parts].filter((one) => one !== undefined)) {
    expect(bytes).toBeLessThanOrEqual(maxFrameBytes)
    // No more frames than needed.
    if (bytes !== parts.at(-1)?.bytes) expect(bytes).toBeGreaterThan(maxFrameBytes - 2048)
  }
})

test('[SY26] whatever the sizes of reservations, the parts hold each of them once and none exceeds the limit', () => {
  const smallest = messagesOf(floorWith([]))[0]?.bytes ?? 0
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ unit: 'binary' })), {
        maxLength: 40,
      }),
      fc.integer({ min: 210, max: 8000 }),
      (notes, room) => {
        const floor = floorWith(notes)
        const limit = Math.max(smallest + room, 5000)
        const frames = messagesOf(floor, limit)
        let offset = 0
        for (const [i, { message, bytes }] of frames.entries()) {
          const { reservations, has_more } = message as { reservations: Reservation[]; has_more?: boolean }
          if (i > 0) expect(message).toMatchObject({ type: 'full_sync_part', version: floor.version, offset })
          expect(has_more ?? false).toBe(i < frames.length - 1)
          expect(bytes).toBeLessThanOrEqual(limit)
          offset += reservations.length
          for (const row of reservations) {
            const sent = JSON.parse(JSON.stringify(floor.reservations.get(row.id))) as Reservation
            expect(row).toEqual(sent)
          }
        }
        expect(offset).toBe(notes.length)
      },
    ),
  )
})

test('[SY26] a floor whose parties alone exceed a frame has none', () => {
  const notes = '€'.repeat(2000)
  const guests = new Map(
    Array.from({ length: 100 }, (_, i) => [idOf(i), { ...entities.guest.example, id: idOf(i), notes }]),
  )
  expect(fullSyncFrames({ floor: floorWith([], { guests }), epoch, recent: [] }, cursors)).toBeUndefined()
})
