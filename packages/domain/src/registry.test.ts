import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CommandDefinition } from './command.ts'
import { completeEntity, type EntityType, entities, entityTypes, type ListedType } from './entities.ts'
import { complete } from './entity.ts'
import { Problem } from './problems.ts'
import { type CommandType, commands, internalCommands, type PayloadOf } from './registry.ts'
import { play } from './testing/service.ts'

const numRuns = process.env.CI ? 10_000 : 1_000
const timeout = 180_000
const service = fc.record({
  tables: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 }),
  steps: fc.array(fc.array(fc.nat(239), { minLength: 3, maxLength: 24, size: 'max' }), { maxLength: 20, size: 'max' }),
})
const definitions: Readonly<Record<string, CommandDefinition>> = { ...commands, ...internalCommands }

test('a command that adds a row says which field of its payload is the id of the row', { timeout }, () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(service, ({ tables, steps }) => {
      play({ tables, steps }, ({ service, operations: [first, ...more], before, unit }) => {
        // An undo brings rows back under their own ids.
        if (!first || more.length > 0 || first[0] === 'undo') return
        const [type, payload] = first
        const { creates = {} } = definitions[type] ?? {}
        const ids = Object.fromEntries(Object.values(creates).map((field) => [field, service.newId()]))
        const named = service.unitOf([[type, { ...payload, ...ids }]], unit.kind)
        const result = service.resultOf(before, named)
        if (!result || result instanceof Problem) return
        for (const { entity_type, entity_id, action } of result.changes) {
          if (action !== 'create') continue
          const field = creates[entity_type as ListedType]
          expect(field, `${type} creates a ${entity_type}`).toBeDefined()
          expect(entity_id, `${type} creates a ${entity_type}`).toBe(ids[field ?? ''])
          seen.add(`${type} ${entity_type}`)
        }
      })
    }),
    { numRuns },
  )
  const declared = Object.values(definitions).flatMap(({ type, creates }) =>
    Object.keys(creates).map((entity) => `${type} ${entity}`),
  )
  expect([...seen].sort()).toEqual(declared.sort())
})

test('a command refuses nothing but what it says', { timeout }, () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(service, ({ tables, steps }) => {
      play({ tables, steps }, ({ operations, result }) => {
        if (!(result instanceof Problem)) return
        const refused = result.operations ?? [{ index: 0, code: result.code }]
        for (const { index, code } of refused) {
          const [type = ''] = operations[index] ?? []
          const said = ['validation_failed', 'forbidden', ...(definitions[type]?.refusals ?? [])]
          expect(said, `${type} refuses`).toContain(code)
          seen.add(`${type} ${code}`)
        }
      })
    }),
    { numRuns },
  )
  expect(seen.size).toBeGreaterThan(20)
})

test.each(entityTypes)('%s: example and defaults are as the schema says', (type) => {
  const { schema, example, defaults } = entities[type]
  expect(schema.parse(example)).toEqual(example)
  expect(schema.partial().parse(defaults)).toEqual(defaults)
})

// As the first version stored them. A field that comes later has a default, or rows without it would be read as they are.
const firstFields: Readonly<Partial<Record<EntityType, readonly string[]>>> = {
  restaurant: ['id', 'name', 'slug', 'timezone', 'createdAt', 'updatedAt', 'version'],
  section: ['id', 'name', 'createdAt', 'updatedAt', 'version'],
  table: ['id', 'tableNumber', 'createdAt', 'updatedAt', 'version'],
  combination: ['id', 'name', 'tableIds', 'capacity', 'createdAt', 'updatedAt', 'version'],
  guest: ['id', 'partySize', 'joinedAt', 'createdAt', 'updatedAt', 'version'],
  reservation: [
    'id',
    'name',
    'partySize',
    'startsAt',
    'durationMinutes',
    'status',
    'createdAt',
    'updatedAt',
    'version',
  ],
}

test('a field that came after the first version has a default', () => {
  for (const [type, fields] of Object.entries(firstFields)) {
    const { schema, defaults } = entities[type as EntityType]
    const undefaulted = Object.keys(schema.shape).filter((field) => !Object.hasOwn(defaults, field))
    expect(undefaulted, `${type}: a new field needs a default`).toEqual(fields)
  }
})

test('a stored entity that lacks a field is completed, also inside an object; a whole one is the same value', () => {
  const { example } = entities.restaurant
  const { bussing: _, ...settings } = example.settings
  const { phone: __, ...older } = { ...example, settings }
  expect(completeEntity('restaurant', older)).toEqual({ ...example, phone: null })
  expect(completeEntity('restaurant', example)).toBe(example)
  expect(complete({ a: null, list: [] }, { a: { b: 1 }, list: [1] })).toEqual({ a: null, list: [] })
})

test('the compiler refuses a command that does not exist and a payload that is wrong', () => {
  const run = <T extends CommandType>(type: T, payload: PayloadOf<T>) => [type, payload]
  const guestId = '00000000-0000-7000-8000-000000000001'
  const calls = [
    run('guest.seat', { guestId, tableIds: [] as readonly string[] }),
    // @ts-expect-error: no such command
    run('guest.banana', {}),
    // @ts-expect-error: a misspelt field
    run('guest.restore', { gestId: guestId }),
    // @ts-expect-error: no such status
    run('guest.setStatus', { guestId, status: 'banana' }),
    // @ts-expect-error: only the system closes a day
    run('serviceDay.close', { limit: 1 }),
    // @ts-expect-error: the payload of one of two commands
    run(Math.random() < 0.5 ? 'guest.seat' : 'table.delete', { tableId: guestId }),
    // @ts-expect-error: the payload of one of all
    run<CommandType>('guest.seat', { transactionId: guestId }),
  ]
  expect(calls).toHaveLength(7)
})
