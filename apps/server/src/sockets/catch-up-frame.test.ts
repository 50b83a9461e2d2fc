import { type Change, entities } from '@qtable/domain'
import { AtomicTransactionComplete } from '@qtable/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { openCursors } from '../wire/cursors.ts'
import { catchUpFrame } from './catch-up-frame.ts'
import { mergedFrame } from './frame.ts'
import { readFrames } from './testing/read-frames.ts'

const source = { restaurantId: 1, epoch: '0197f6a0-7c00-7000-8000-000000000070', cursors: openCursors('a secret') }

function idOf(index: number): string {
  return `0197f6a0-7c00-7000-8000-${String(index).padStart(12, '0')}`
}

interface Edit {
  guest: number
  notes: string
}

/** A version that changes the notes of parties. */
function versionOf(edits: readonly Edit[], version: number): LoggedTransaction {
  const changes = edits.map(({ guest, notes }): Change => {
    const data = { ...entities.guest.example, id: idOf(guest), notes, version }
    return { entity_type: 'guest', entity_id: data.id, action: 'update', data, before: data }
  })
  return {
    ...{ id: idOf(version), version, at: '2026-05-01T18:05:41Z', doneAt: '2026-05-01T18:05:41Z' },
    ...{ actor: { id: idOf(50), name: 'Mina' }, command: 'guest.update', commandIds: [idOf(version)], role: 'host' },
    ...{ atomic: true, forced: false, fingerprint: 'print', changes },
  }
}

/** All frames of a catch-up; undefined where a version is too large for one. */
function framesOf(transactions: readonly LoggedTransaction[], limit?: number) {
  const frames = []
  for (let rest = transactions; rest.length > 0; ) {
    const frame = catchUpFrame(rest, source, limit)
    if (!frame) return undefined
    const [only, ...others] = readFrames(frame.bytes)
    expect(others).toEqual([])
    frames.push({ ...frame, message: AtomicTransactionComplete.parse(only?.message) })
    rest = rest.slice(frame.count)
  }
  return frames
}

const edits = fc.array(fc.record({ guest: fc.nat(30), notes: fc.string({ unit: 'grapheme', maxLength: 300 }) }), {
  minLength: 1,
  maxLength: 8,
})

test('[SY26] whatever the versions, the frames of a catch-up link, fit, and lead to the state of one frame', () => {
  fc.assert(
    fc.property(
      fc.array(edits, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1500, max: 60_000 }),
      (all, limit) => {
        const transactions = all.map((one, i) => versionOf(one, 813 + i))
        const frames = framesOf(transactions, limit)
        if (!frames) {
          const sizes = transactions.map((one) => catchUpFrame([one], source)?.bytes.length ?? 0)
          expect(Math.max(...sizes)).toBeGreaterThan(limit)
          return
        }
        const state = new Map<string, unknown>()
        let version = 812
        for (const { message, bytes, version: last } of frames) {
          expect(bytes.length).toBeLessThanOrEqual(limit)
          expect(message.prev_version).toBe(version)
          expect(message.version).toBe(last)
          version = last
          for (const { entity_id, data } of message.changes) state.set(entity_id, data)
        }
        expect(version).toBe(transactions.at(-1)?.version)
        const whole = mergedFrame(transactions, source).changes.map(({ entity_id, data }) => [entity_id, data])
        expect(state).toEqual(new Map(JSON.parse(JSON.stringify(whole))))
      },
    ),
  )
})

test('[SY26] a single version that is larger than a frame has none, and the versions before it are sent', () => {
  const large = Array.from({ length: 100 }, (_, i) => ({ guest: i, notes: '€'.repeat(2000) }))
  const small = versionOf([{ guest: 1, notes: 'small' }], 813)
  const tooLarge = versionOf(large, 814)
  expect(catchUpFrame([small, tooLarge], source)).toMatchObject({ count: 1, version: 813 })
  expect(catchUpFrame([tooLarge], source)).toBeUndefined()
})

test('[SY15] a thousand edits of one party are one frame', () => {
  const transactions = Array.from({ length: 1000 }, (_, i) => versionOf([{ guest: 1, notes: `${i}` }], 813 + i))
  expect(catchUpFrame(transactions, source)).toMatchObject({ count: 1000, version: 1812 })
})
