import { describe, expect, test } from 'vitest'
import { callablePhone, readContacts } from './contact.ts'
import { openFloor, problemOf } from './testing/open-floor.ts'

describe('a phone number', () => {
  test.each([
    ['0151 23456789', 'DE', '+4915123456789'],
    ['(212) 555-1234', 'US', '+12125551234'],
    ['+49 (0) 151 / 23456789', 'US', '+4915123456789'],
    ['٠١٠١٢٣٤٥٦٧٨', 'EG', '+201012345678'],
    ['tel:+49-151-23456789', 'US', '+4915123456789'],
    ['TEL:212-555-1234', 'US', '+12125551234'],
    ['+1 212 555 1234 ext. 12', 'DE', '+12125551234;ext=12'],
    ['212-555-1234 x9', 'US', '+12125551234;ext=9'],
    ['tel:+12125551234;ext=12', 'DE', '+12125551234;ext=12'],
    ['+52 1 55 1234 5678', 'US', '+525512345678'],
    ['+5215512345678', 'MX', '+525512345678'],
  ])('%s, read in %s, is %s', (typed, country, kept) => {
    expect(readContacts({ phone: typed }, { country })).toEqual({ phone: kept, unverified: [] })
  })

  test.each(['call 2125551234 now', '911', 'abc', '+', '+49123456789012345', '12', '++49 151 23456789'])(
    '%s cannot be read: it is kept as typed, and marked',
    (typed) => {
      expect(readContacts({ phone: typed }, { country: 'US' })).toEqual({ phone: typed, unverified: ['phone'] })
    },
  )

  test('nothing is nothing, and a number that is read takes the mark away', () => {
    expect(readContacts({ phone: '' }, { country: 'US' })).toEqual({ phone: null, unverified: [] })
    const before = { unverified: ['phone' as const, 'email' as const] }
    const read = readContacts({ phone: '(212) 555-1234' }, { before, country: 'US' })
    expect(read).toEqual({ phone: '+12125551234', unverified: ['email'] })
    expect(readContacts({}, { before, country: 'US' })).toEqual({})
  })

  test('the restaurant’s own must be one', () => {
    expect(callablePhone('030 999888', 'DE')).toBe('+4930999888')
    expect(callablePhone('', 'DE')).toBeNull()
    expect(problemOf(() => callablePhone('at the bar', 'DE')).errors?.[0]?.path).toBe('phone')
  })
})

describe('an email address', () => {
  test.each([
    [' Ada@Example.org'.trim(), 'ada@example.org'],
    ['用户@例子.公司', '用户@例子.公司'],
    ['JÖRG@müller.example', 'jörg@müller.example'],
    ['ada+guest@sub.example.co.uk', 'ada+guest@sub.example.co.uk'],
  ])('%s is %s', (typed, kept) => {
    expect(readContacts({ email: typed }, { country: 'US' })).toEqual({ email: kept, unverified: [] })
  })

  test.each(['ada', 'ada@', 'ada@example', 'a b@c.de', 'ada at example dot org', '@example.org'])(
    '%s is none: it is kept as typed, and marked',
    (typed) => {
      expect(readContacts({ email: typed }, { country: 'US' })).toEqual({ email: typed, unverified: ['email'] })
    },
  )
})

test('a party keeps what was dictated', () => {
  const floor = openFloor()
  const guest = floor.run('guest.create', { partySize: 2, phone: 'next door', email: 'ada@x' }).created('guest')
  expect(guest).toMatchObject({ phone: 'next door', email: 'ada@x', unverified: ['phone', 'email'] })
  floor.run('guest.update', { guestId: guest.id, email: 'ada@example.org' })
  expect(floor.guest(guest.id)).toMatchObject({ email: 'ada@example.org', unverified: ['phone'] })
})
