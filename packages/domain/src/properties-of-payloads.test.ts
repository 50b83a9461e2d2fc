import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decide } from './decide.ts'
import { openDraft } from './draft.ts'
import { entities } from './entities.ts'
import { applyTransaction } from './floor.ts'
import { mustBeWhole } from './integrity.ts'
import { isProblemCode, Problem } from './problems.ts'
import { type CommandType, commands, commandTypes, prepareCommand } from './registry.ts'
import { countIds, openFloor } from './testing/open-floor.ts'
import { resultOf } from './testing/service.ts'

const numRuns = process.env.CI ? 10_000 : 1_000
const timeout = 180_000

const opened = openFloor({ tables: [2, 4] })
const guestId = opened.seated([0])
const reservationId = opened.booking({ tableIds: [opened.tableIds[1]] })
const sectionId = opened.run('section.create', { name: 'Terrace' }).created('section').id
const joined = { name: 'Both', tableIds: opened.tableIds, capacity: 6 }
const combinationId = opened.run('combination.create', joined).created('combination').id
const ids = [guestId, reservationId, sectionId, combinationId, ...opened.tableIds, opened.log[0]?.id ?? '']

/** The field names of all payloads, so that a random object often says something. */
const names = [...new Set(Object.values(commands).flatMap(({ payload }) => Object.keys(payload.shape)))]

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
  fc.constantFrom('__proto__', 'constructor', 'seated', 'No-Show', 'available', '+4915112345678', '#aabbcc', 'a@b.co'),
  fc.constantFrom('2026-05-01T18:30:00Z', '2026-02-30T10:00:00Z', 'Europe/Berlin', '\u0000', '\ud800', '👩‍🍳', 'مطعم'),
  fc.constantFrom(...ids),
)
const numbers = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constantFrom(-0, 3, Infinity, 2 ** 53, 1e-320))
const leaves = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null))
const values = fc.oneof(
  { weight: 6, arbitrary: leaves },
  { weight: 2, arbitrary: fc.array(fc.oneof(leaves, fc.jsonValue()), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)
const keys = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString') },
)
// What makes a payload of a command nearly right: the rest of it is noise.
const likely = {
  guestId,
  reservationId,
  sectionId,
  combinationId,
  tableId: opened.tableIds[1],
  transactionId: opened.log.at(-1)?.id,
  partySize: 2,
  name: 'Ada',
  startsAt: '2026-05-01T20:00:00Z',
  tableNumber: '9',
  status: 'cancelled',
  tableIds: [opened.tableIds[1]],
  capacity: 5,
}
const payloads = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 6,
    arbitrary: fc.record({
      picked: fc.subarray(Object.keys(likely)),
      noise: fc.array(fc.tuple(keys, values), { maxLength: 3 }),
    }),
  },
)

/** As a body is read: `__proto__` is a field like any other, and 1e400 is Infinity. */
function payloadOf(type: CommandType, drawn: unknown): unknown {
  if (typeof drawn !== 'object' || drawn === null || !('picked' in drawn && 'noise' in drawn)) return drawn
  const { picked, noise } = drawn as { picked: (keyof typeof likely)[]; noise: [string, unknown][] }
  const known = Object.keys(commands[type].payload.shape)
  const kept = picked.filter((name) => known.includes(name)).map((name) => [name, likely[name]])
  const fields = [...kept, ...noise].map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`)
  return JSON.parse(`{${fields.join()}}`)
}

function textOf(value: unknown): string {
  if (value === Infinity) return '1e400'
  if (Object.is(value, -0)) return '-0'
  return JSON.stringify(value) ?? 'null'
}

test('any JSON as the payload of any command is refused with a problem or leads to a whole floor', { timeout }, () => {
  const accepted = new Set<string>()
  fc.assert(
    fc.property(fc.constantFrom(...commandTypes), payloads, (type, drawn) => {
      const payload = payloadOf(type, drawn)
      const newId = countIds()
      const actor = { id: guestId, name: 'Ona', role: 'owner' as const }
      const context = {
        now: opened.clock.now,
        actor,
        newId: () => newId().replace('8000', '9000'),
        recall: opened.recall,
        lastEdit: () => undefined,
        wasDeleted: () => false,
      }
      const result = resultOf(() => {
        const unit = {
          id: newId(),
          kind: 'change' as const,
          commands: [prepareCommand({ id: newId(), type, payload })],
        }
        return decide(opened.floor, unit, context)
      })
      if (result instanceof Problem) {
        expect(isProblemCode(result.code)).toBe(true)
        for (const { path } of result.errors ?? []) expect(path.startsWith('payload')).toBe(true)
        expect(JSON.stringify(result.errors ?? []).isWellFormed()).toBe(true)
        return
      }
      if (!result) return
      accepted.add(type)
      for (const { entity_type, data } of result.changes) {
        if (data) expect(entities[entity_type].schema.parse(data)).toEqual(data)
      }
      mustBeWhole(openDraft(applyTransaction(opened.floor, result), context.now))
    }),
    { numRuns: numRuns * 2 },
  )
  expect(accepted.size).toBeGreaterThan(commandTypes.length / 2)
})

test('every payload schema refuses a field it does not know, by its path', { timeout }, () => {
  for (const definition of Object.values(commands)) {
    for (const name of ['surprise', '__proto__', 'constructor', 'hasOwnProperty']) {
      const payload: unknown = JSON.parse(`{"${name}": {"polluted": true}}`)
      const problem = resultOf(() => definition.prepare({ id: guestId, type: definition.type, payload }, 'body'))
      expect(problem).toBeInstanceOf(Problem)
      if (problem instanceof Problem) expect(problem.errors?.map(({ path }) => path)).toContain(`body.${name}`)
    }
  }
  expect({}).not.toHaveProperty('polluted')
})
