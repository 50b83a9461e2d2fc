import { expect, test } from 'vitest'
import { z } from 'zod'
import { Id, Instant, line, PartySize, parse, prose, storedLine, storedProse, Tags, tableIds, word } from './fields.ts'
import { problemOf } from './testing/open-floor.ts'

function accepts(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success
}

test('a line takes any script, emoji and right-to-left text, and keeps them as they are', () => {
  const names = [
    'Zoë',
    'Zoe\u0308',
    '王小明',
    'مطعم الشام',
    '👩‍👩‍👧‍👦',
    'Ó Briain',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'null',
  ]
  for (const name of names) expect(parse(line(120), ` ${name} `)).toBe(name)
})

test('a line takes no control characters, no lone surrogates, nothing empty and nothing too long', () => {
  for (const text of [
    '',
    '   ',
    'a\u0000b',
    'a\nb',
    '\u001b[31m',
    '\u0085',
    '\ud800',
    'a\udc00b',
    'x'.repeat(121),
    7,
    null,
  ]) {
    expect(accepts(line(120), text)).toBe(false)
  }
  expect(accepts(line(120), 'x'.repeat(120))).toBe(true)
})

test('a line takes no control of the writing direction, and none that shows nothing', () => {
  for (const code of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]) {
    expect(accepts(line(120), `Ada${String.fromCodePoint(code)}gpj`), code.toString(16)).toBe(false)
  }
  // Joiners, marks of direction, soft hyphens, Hangul fillers, a blank of Braille, selectors, tags, a mark without a letter.
  const invisible = [
    '\u200b',
    '\u200d\u200c',
    '\u200e',
    '\u00ad',
    '\u3164',
    '\u115f',
    '\u2800',
    '\ufe0f',
    '\u{e0041}',
    '\u0301',
  ]
  for (const text of [...invisible, invisible.join(' ')])
    expect(accepts(line(120), text), JSON.stringify(text)).toBe(false)
  for (const text of ['👨‍👩‍👧', '❤️', 'می‌خواهم', 'क्‍ष', 'שלום\u200f!', '.', '€', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'])
    expect(parse(line(120), text)).toBe(text)
  expect(parse(line(60, 0), '')).toBe('')
  // An export of an older version is read again.
  expect(parse(storedLine(120), 'Ada\u202egpj')).toBe('Ada\u202egpj')
})

test('prose keeps line breaks and tabs and takes no other control characters', () => {
  expect(parse(prose(20), ' a\n\tb\r\n')).toBe(' a\n\tb\r\n')
  for (const text of ['\u0000', '\u0007', '\u007f', '\udfff', 'x'.repeat(21)])
    expect(accepts(prose(20), text)).toBe(false)
  expect(parse(prose(20), 'שלום\u200f!')).toBe('שלום\u200f!')
  expect(accepts(prose(20), 'Ada\u202egpj')).toBe(false)
  expect(parse(storedProse(20), 'Ada\u202egpj')).toBe('Ada\u202egpj')
})

test('an instant is kept in UTC and cut to the second', () => {
  for (const [text, kept] of [
    ['2026-05-01T18:30:00Z', '2026-05-01T18:30:00Z'],
    ['2026-05-01T18:30:00+05:30', '2026-05-01T13:00:00Z'],
    ['2028-02-29T23:59:59.123456789-23:59', '2028-03-01T23:58:59Z'],
  ] as const) {
    expect(parse(Instant, text)).toBe(kept)
  }
})

test('an impossible instant is refused once, with what is meant', () => {
  const wrong = [
    '2026-02-30T10:00:00Z',
    '2027-02-29T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-05-01T23:59:60Z',
    '2026-05-01T24:00:00Z',
    '2026-05-01T10:00:00+99:99',
    '2026-05-01T10:00:00',
    '2026-05-01',
    '1777660200',
    '',
    'now',
    '+010000-01-01T00:00:00Z',
  ]
  for (const text of wrong) {
    const problem = problemOf(() => parse(Instant, text, 'startsAt'))
    expect(problem.errors).toEqual([{ path: 'startsAt', message: 'must be an instant such as 2026-05-01T18:30:00Z' }])
  }
  for (const text of ['1999-12-31T23:59:59Z', '2100-01-01T00:00:00Z', '2099-12-31T23:59:59-23:59']) {
    expect(problemOf(() => parse(Instant, text)).errors?.[0]?.message).toContain('2000')
  }
})

test('a number is whole, in range and a number', () => {
  for (const text of ['1e400', '-1', '0', '2.5', '9007199254740992', '501', '"4"', 'true', 'null', '[4]']) {
    expect(accepts(PartySize, JSON.parse(text))).toBe(false)
  }
  expect(parse(PartySize, JSON.parse('3.0'))).toBe(3)
})

test('an id is a UUID, kept in lower case', () => {
  expect(parse(Id, '0190F8B0-0000-7000-8000-00000000ABCD')).toBe('0190f8b0-0000-7000-8000-00000000abcd')
  for (const id of [
    '',
    '1',
    '__proto__',
    '{0190f8b0-0000-7000-8000-00000000abcd}',
    '0190f8b000007000800000000000abcd',
  ]) {
    expect(accepts(Id, id)).toBe(false)
  }
})

test('ids and tags that are given twice count once', () => {
  const id = '0190f8b0-0000-7000-8000-00000000abcd'
  expect(parse(tableIds(1), [id, id.toUpperCase()])).toEqual([id])
  expect(parse(Tags, ['vip', ' vip', 'VIP'])).toEqual(['vip', 'VIP'])
  expect(accepts(tableIds(1), [])).toBe(false)
})

test('a word is understood whatever its case, spaces, hyphens, underscores and humps', () => {
  const status = word(['no_show', 'blocked', 'waiting'], { 'out of service': 'blocked', waitlist: 'waiting' })
  const written = ['no_show', 'No-Show', 'noShow', 'NO SHOW', ' no\u00a0show ', 'no–show', 'NoShow']
  for (const text of written) expect(parse(status, text)).toBe('no_show')
  for (const text of ['OUT OF SERVICE', 'outOfService', 'out-of-service']) expect(parse(status, text)).toBe('blocked')
  expect(parse(status, 'Waitlist')).toBe('waiting')
})

test('no other word is understood', () => {
  const status = word(['no_show', 'waiting'])
  const wrong = [
    '',
    ' ',
    '-',
    'constructor',
    '__proto__',
    'noshow!',
    'no.show',
    'wait1ng',
    '已waiting',
    'x'.repeat(99),
    null,
    1,
  ]
  for (const text of wrong) expect(accepts(status, text)).toBe(false)
})

test('every wrong field is named by its path, and a hostile body does not grow the answer', () => {
  const schema = z.strictObject({ tables: z.array(z.strictObject({ capacity: PartySize })) })
  const problem = problemOf(() => parse(schema, { tables: [{ capacity: 1 }, { capacity: 0, x: 1 }] }, 'body'))
  expect(problem.errors?.map(({ path }) => path)).toEqual(['body.tables.1.capacity', 'body.tables.1.x'])
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${'x'.repeat(500)}${i}\ud800`, 1]))
  const large = problemOf(() => parse(schema, many)).errors ?? []
  expect(large).toHaveLength(50)
  expect(JSON.stringify(large).length).toBeLessThan(10_000)
  expect(problemOf(() => parse(schema, null)).detail).toMatch(/^body: /)
})

test('a wrong field is told in words for people', () => {
  const schema = z.strictObject({
    name: line(120),
    partySize: PartySize,
    tags: Tags,
    isOpen: z.boolean(),
    kind: z.enum(['a', 'b']),
    id: Id,
    place: z.strictObject({ x: z.number() }),
  })
  const wrong = { name: '', partySize: 0.5, tags: Array(21).fill('x'), isOpen: 'yes', kind: 'c', id: '1', place: 3 }
  expect(problemOf(() => parse(schema, wrong)).errors).toEqual([
    { path: 'name', message: 'must not be empty' },
    { path: 'partySize', message: 'must be a whole number' },
    { path: 'tags', message: 'must have at most 20 entries' },
    { path: 'isOpen', message: 'must be true or false' },
    { path: 'kind', message: 'must be one of a, b' },
    { path: 'id', message: 'must be a UUID such as 0197f6a0-7c00-7000-8000-000000000001' },
    { path: 'place', message: 'must be an object' },
  ])
  expect(problemOf(() => parse(schema, { ...wrong, partySize: 0 })).errors?.[1]?.message).toBe('must be at least 1')
  expect(new Set(problemOf(() => parse(schema, {})).errors?.map(({ message }) => message))).toEqual(
    new Set(['is missing']),
  )
})
