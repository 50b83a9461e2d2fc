import { expect, test } from 'vitest'
import { z } from 'zod'
import { Email, Id, Instant, line, PartySize, parse, prose, Tags, tableIds, word } from './fields.ts'
import { phoneNumber } from './phone.ts'
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

test('prose keeps line breaks and tabs and takes no other control characters', () => {
  expect(parse(prose(20), ' a\n\tb\r\n')).toBe(' a\n\tb\r\n')
  for (const text of ['\u0000', '\u0007', '\u007f', '\udfff', 'x'.repeat(21)])
    expect(accepts(prose(20), text)).toBe(false)
})

test('an instant is kept in UTC with milliseconds', () => {
  for (const [text, kept] of [
    ['2026-05-01T18:30:00Z', '2026-05-01T18:30:00.000Z'],
    ['2026-05-01T18:30:00+05:30', '2026-05-01T13:00:00.000Z'],
    ['2028-02-29T23:59:59.123456789-23:59', '2028-03-01T23:58:59.123Z'],
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

test('an address is kept trimmed and in lower case', () => {
  expect(parse(Email, ' Ada@Example.org ')).toBe('ada@example.org')
  for (const text of ['', 'ada', 'ada@', 'ada@example', `${'a'.repeat(250)}@b.co`, 'a\u0000@b.co', 'a b@c.de']) {
    expect(accepts(Email, text)).toBe(false)
  }
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

test('a phone number is kept as E.164, read with the country where it has no prefix', () => {
  for (const [typed, country, kept] of [
    ['0151 23456789', 'DE', '+4915123456789'],
    ['(212) 555-1234', 'US', '+12125551234'],
    ['+49 (0) 151 / 23456789', 'US', '+4915123456789'],
    ['٠١٠١٢٣٤٥٦٧٨', 'EG', '+201012345678'],
    ['', 'US', null],
    [null, 'US', null],
  ] as const) {
    expect(phoneNumber(typed, country)).toBe(kept)
  }
})

test('what is no phone number is refused: a sentence with one, an emergency call, one longer than E.164', () => {
  for (const typed of ['call 2125551234 now', '911', 'abc', '+', '+49123456789012345', '12', '++49 151 23456789']) {
    expect(problemOf(() => phoneNumber(typed, 'US')).errors?.[0]?.path).toBe('phone')
  }
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
