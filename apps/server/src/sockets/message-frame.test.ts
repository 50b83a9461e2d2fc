import { entities, type ListedType, problemCodes, warningCodes } from '@qtable/domain'
import { openFloor } from '@qtable/domain/testing'
import { maxFrameBytes, RealtimeMessage, ServerMessage } from '@qtable/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LoggedTransaction } from '../db/logged-transaction.ts'
import { openCursors } from '../wire/cursors.ts'
import { openFrameCache } from './frame-cache.ts'
import { type DirectMessage, messageFrame } from './message-frame.ts'
import { readFrames } from './testing/read-frames.ts'

const at = '2026-05-01T18:05:41Z'
const epoch = '0197f6a0-7c00-7000-8000-000000000070'
const id = '0197f6a0-7c00-7000-8000-0000000000f1'

// Short texts many times over, so that a run makes messages of megabytes and of a few bytes.
const text = fc
  .tuple(fc.string({ unit: fc.constantFrom('a', '€', '😀', '"', '\\', '\u0001'), maxLength: 12 }), fc.nat({ max: 150 }))
  .map(([part, times]) => part.repeat(times))
const json = fc.oneof(text, fc.array(text, { maxLength: 4 }), fc.record({ data: text }), fc.nat())
const few = { maxLength: 3 }

/** A list of hundreds of items out of a few. */
function many<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .tuple(fc.array(item, { minLength: 1, ...few }), fc.nat({ max: 600 }))
    .map(([items, length]) => Array.from({ length }, (_, i) => items[i % items.length] as T))
}

const error = fc.record(
  {
    code: fc.constantFrom(...problemCodes),
    detail: text,
    current: fc.oneof(json, many(json)),
    errors: many(fc.record({ path: text, message: text })),
  },
  { requiredKeys: ['code', 'detail'] },
)
const warnings = many(
  fc.record({ code: fc.constantFrom(...warningCodes), detail: text, current: fc.oneof(json, many(json)) }),
)

// One for each type: a new message type does not compile without its line.
const messages: { [T in DirectMessage['type']]: fc.Arbitrary<Extract<DirectMessage, { type: T }>> } = {
  connection_confirmation: fc.constant({
    type: 'connection_confirmation',
    connection_id: id,
    restaurant_id: 1,
    epoch,
    version: 812,
    timestamp: at,
    heartbeat_interval: 30,
    token_expires_at: at,
  }),
  resumed: fc.constant({ type: 'resumed', from_version: 1, version: 812 }),
  resync_required: fc.constant({ type: 'resync_required', reason: 'epoch' }),
  ping: fc.constant({ type: 'ping', timestamp: at, version: 812 }),
  // A client's message, and so the id in it, is 64 KB at most.
  pong: text.map((one) => ({ type: 'pong' as const, id: one, timestamp: at })),
  token_expiring: fc.constant({ type: 'token_expiring', in: 60 }),
  server_draining: fc.constant({ type: 'server_draining', reconnect_after_ms: 740 }),
  error: text.map((message) => ({ type: 'error' as const, code: 'malformed', message })),
  command_result: fc.record(
    {
      type: fc.constant('command_result' as const),
      id: text,
      status: fc.constantFrom('applied' as const, 'duplicate' as const, 'rejected' as const),
      version: fc.nat(),
      warnings,
      error,
    },
    { requiredKeys: ['type', 'id', 'status'] },
  ),
}

test('[SY26] no message of any type exceeds a frame, whatever it says, and each is still one of the protocol', () => {
  fc.assert(
    fc.property(fc.oneof(...Object.values(messages)), (message) => {
      const [frame, ...others] = readFrames(messageFrame(message as DirectMessage))
      expect(others).toEqual([])
      expect(frame?.bytes).toBeLessThanOrEqual(maxFrameBytes)
      const sent = ServerMessage.parse(frame?.message)
      expect(RealtimeMessage.parse(frame?.message)).toEqual(sent)
      expect(sent.type).toBe(message.type)
    }),
    { numRuns: 25, endOnFailure: true },
  )
})

test('[SY26] no frame of a version, of merged versions or of a floor exceeds the limit', async () => {
  const frames = openFrameCache({ restaurantId: 1, cursors: openCursors('a secret') })
  const { floor } = openFloor({ tables: [4, 2] })
  const types: ListedType[] = ['guest', 'table', 'reservation', 'section', 'combination']
  await fc.assert(
    fc.asyncProperty(
      many(fc.record({ type: fc.constantFrom(...types), notes: text })),
      fc.nat({ max: 4 }),
      async (rows, count) => {
        const changes = rows.map(({ type, notes }, i) => {
          const entity_id = `0197f6a0-7c00-7000-8000-${String(i).padStart(12, '0')}`
          const data = { ...entities[type].example, id: entity_id, name: notes }
          return { entity_type: type, entity_id, action: 'create', data } as LoggedTransaction['changes'][number]
        })
        const versions = Array.from({ length: count + 1 }, (_, i) =>
          logged(changes.slice(i * 40), floor.version + 1 + i),
        )
        const [first] = versions
        if (!first) return
        const reservations = new Map(
          changes.map(({ entity_id }) => [
            entity_id,
            { ...entities.reservation.example, id: entity_id, notes: rows[0]?.notes ?? '' },
          ]),
        )
        const written = [
          frames.one('sync', first, epoch),
          frames.one('realtime', first, epoch),
          frames.merged(versions, epoch)?.bytes,
          (await frames.full({ floor: { ...floor, reservations }, epoch, recent: [] })).bytes,
        ]
        for (const bytes of written) {
          for (const frame of bytes ? readFrames(bytes) : []) expect(frame.bytes).toBeLessThanOrEqual(maxFrameBytes)
        }
      },
    ),
    { numRuns: 15, endOnFailure: true },
  )
})

function logged(changes: LoggedTransaction['changes'], version: number): LoggedTransaction {
  return {
    id,
    version,
    at,
    doneAt: at,
    actor: { id, name: 'Mina' },
    command: 'reservation.import',
    commandIds: [id],
    role: 'host',
    atomic: true,
    forced: false,
    fingerprint: `print ${version}`,
    changes,
  }
}

test('[SY26] a refused undo and skipped rows keep what fits, and say how much they leave out', () => {
  const current = Array.from({ length: 180 }, (_, i) => ({ entity_id: i, data: { notes: '€'.repeat(1900) } }))
  const detail = 'It cannot be undone: 180 of what it changed changed since'
  const refused = sent({
    type: 'command_result',
    id,
    status: 'rejected',
    error: { code: 'version_conflict', detail, current },
  })
  const kept = refused.error?.current as unknown[]
  expect(kept.length).toBeGreaterThan(5)
  expect(kept).toEqual(current.slice(0, kept.length))
  expect(refused.error?.detail).toBe(`${detail} (and ${180 - kept.length} more)`)

  const warnings = Array.from({ length: 480 }, (_, index) => ({
    code: 'row_skipped' as const,
    detail: 'partySize: must be a number',
    current: { index, errors: [{ path: `reservations.${index}`, message: 'x'.repeat(1000) }] },
  }))
  const applied = sent({ type: 'command_result', id, status: 'applied', version: 3, warnings })
  const told = applied.warnings ?? []
  expect(told.slice(0, -1)).toEqual(warnings.slice(0, told.length - 1))
  expect(told.at(-1)).toEqual({ code: 'row_skipped', detail: `and ${480 - told.length + 1} more` })
})

function sent(message: Extract<DirectMessage, { type: 'command_result' }>) {
  return readFrames(messageFrame(message))[0]?.message as typeof message
}
