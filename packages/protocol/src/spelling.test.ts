import { type CommandDefinition, commands, commandTypes, Instant, Problem } from '@qtable/domain'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { bodyOf, CommandBody, DoneAt } from './command.ts'
import { spelledInstant } from './instant-spelling.ts'
import { snakeCase, spelled } from './spelling.ts'
import { SyncBatchBody } from './sync.ts'
import { CreateTablesBody } from './tables.ts'

/** The value with every field in snake_case. */
function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [snakeCase(field), inSnakeCase(part)]))
}

test.each(commandTypes)('%s: its example in snake_case is read as it is in camelCase', (type) => {
  const { example }: CommandDefinition = commands[type]
  expect(spelled(bodyOf(type), inSnakeCase(example))).toEqual(example)
  expect(spelled(bodyOf(type), example)).toEqual(example)
  const command = { id: '0197F6A0-7C00-7000-8000-0000000000C1', type, payload: inSnakeCase(example) }
  expect(spelled(CommandBody, command)).toMatchObject({ payload: example })
})

test('rows, lists of commands and imported bookings are read alike, and so is what the author saw', () => {
  const rows = { tables: [{ table_number: '7', section_id: null }] }
  expect(spelled(CreateTablesBody, rows)).toEqual({ tables: [{ tableNumber: '7', sectionId: null }] })
  const operations = [
    { type: 'guest.update', payload: { guest_id: 'A', party_size: 3, was: { party_size: 2, table_ids: ['A'] } } },
    { type: 'reservation.import', payload: { reservations: [{ starts_at: '2026-05-01 18:30:00+02' }] } },
    { type: 'banana', payload: { party_size: 3 } },
  ]
  expect(spelled(SyncBatchBody, { operations })).toEqual({
    operations: [
      { type: 'guest.update', payload: { guestId: 'A', partySize: 3, was: { partySize: 2, tableIds: ['A'] } } },
      { type: 'reservation.import', payload: { reservations: [{ startsAt: '2026-05-01T18:30:00+02:00' }] } },
      { type: 'banana', payload: { party_size: 3 } },
    ],
  })
})

test('the ids of what the author saw are lower case, as they were answered', () => {
  const seen = { tableIds: ['0197F6A0-7C00-7000-8000-000000000010'] }
  const body = bodyOf('guest.seat')
  const read = body.parse(spelled(body, { table_ids: seen.tableIds, was: { table_ids: seen.tableIds } }))
  expect(read.was).toEqual({ tableIds: ['0197f6a0-7c00-7000-8000-000000000010'] })
})

test('a field in both spellings stays in both, for the schema to refuse', () => {
  const both = { party_size: 3, partySize: 2 }
  expect(spelled(bodyOf('guest.update'), both)).toEqual(both)
})

test('a field that no schema knows stays as it is', () => {
  const body = { party_sise: 3, constructor: 1 }
  expect(spelled(bodyOf('guest.update'), body)).toEqual(body)
})

test.each([true, 'true', 'True', 'TRUE', '1', 1])('%o is true', (written) => {
  expect(spelled(bodyOf('guest.seat'), { force: written })).toEqual({ force: true })
})

test.each(['yes', 2, null, ''])('%o is no boolean and stays for the schema to refuse', (written) => {
  expect(spelled(z.boolean(), written)).toBe(written)
})

describe('restaurant_id', () => {
  test.each(['abc', '', 1.5, null, {}, true])('that is no number is malformed: %j', (restaurant_id) => {
    expect(() => spelled(z.object({}), { restaurant_id }, { restaurantId: 1 })).toThrow(
      expect.objectContaining({
        code: 'malformed',
        errors: [{ path: 'restaurant_id', message: 'must be a whole number' }],
      }),
    )
  })

  const context = { restaurantId: 7 }

  test.each([{ restaurant_id: 7 }, { restaurant_id: '7' }, { restaurantId: 7 }])(
    '%o is the one of the token',
    (own) => {
      expect(spelled(bodyOf('guest.update'), { notes: 'x', ...own }, context)).toEqual({ notes: 'x' })
    },
  )

  test('of another restaurant is forbidden, also in a row', () => {
    const body = { tables: [{ table_number: '1', restaurant_id: 8 }] }
    expect(() => spelled(CreateTablesBody, body, context)).toThrow(Problem)
  })

  test.for<unknown>([null, true, [7], {}, { toString: 1 }])(
    '%j names no restaurant and is refused',
    (restaurant_id) => {
      expect(() => spelled(bodyOf('guest.update'), { restaurant_id }, context)).toThrow(Problem)
      expect(() => spelled(bodyOf('guest.update'), { restaurant_id }, { restaurantId: 1 })).toThrow(Problem)
    },
  )
})

test.each([
  ['2026-01-15T10:30:00Z', '2026-01-15T10:30:00Z'],
  ['2026-01-15t10:30:00z', '2026-01-15T10:30:00Z'],
  ['2026-01-15 10:30:00.123456+00:00', '2026-01-15T10:30:00Z'],
  ['2026-01-15T10:30:00,5+0200', '2026-01-15T08:30:00Z'],
  ['2026-01-15T10:30:00 02:00', '2026-01-15T08:30:00Z'],
  ['2026-01-15T10:30:00+02', '2026-01-15T08:30:00Z'],
  ['2026-01-15T10:30-05:30', '2026-01-15T16:00:00Z'],
  ['2026-01-15T10:30:00−05:00', '2026-01-15T15:30:00Z'],
])('the instant %s is %s', (written, instant) => {
  expect(Instant.parse(spelledInstant(written))).toBe(instant)
  expect(Instant.parse(DoneAt.parse(written))).toBe(instant)
  expect(Instant.parse(spelled(Instant, written))).toBe(instant)
})

test.each(['2026-01-15T10:30:00', '2026-01-15', 'yesterday', '10:30'])(
  '%s is no instant and stays as it is',
  (text) => {
    expect(spelledInstant(text)).toBe(text)
    expect(Instant.safeParse(text).success).toBe(false)
  },
)
