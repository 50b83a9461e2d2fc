import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeAt, codeSeconds, codeUri, newCodeSecret, spelledSecret, stepOfCode } from './one-time-codes.ts'

const stepMs = codeSeconds * 1000
const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => Buffer.from(bytes))
const times = fc.integer({ min: 1, max: 4_000_000_000_000 })

// Appendix B of RFC 6238, SHA-1: the last six of eight digits.
const vectors = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

test.for(vectors)('at %d s the code of RFC 6238 is %s', ([seconds, code]) => {
  const secret = Buffer.from('12345678901234567890')
  expect(codeAt(secret, seconds * 1000)).toBe(code)
  expect(stepOfCode(secret, code, seconds * 1000)).toBe(Math.floor(seconds / codeSeconds))
})

test('a code is right in its own step, the one before and the one after, and names its own', () => {
  fc.assert(
    fc.property(secrets, times, fc.integer({ min: -1, max: 1 }), (secret, now, drift) => {
      const at = Math.max(0, now + drift * stepMs)
      const step = stepOfCode(secret, codeAt(secret, at), now)
      // Two of three codes may be the same by chance.
      expect(codeAt(secret, (step ?? -1) * stepMs)).toBe(codeAt(secret, at))
      expect(Math.abs((step ?? -9) - Math.floor(now / stepMs))).toBeLessThanOrEqual(1)
    }),
  )
})

test('what is no code of these three steps is wrong', () => {
  const digits = fc.array(fc.constantFrom(...'0123456789'), { minLength: 6, maxLength: 6 }).map((list) => list.join(''))
  fc.assert(
    fc.property(secrets, times, fc.oneof(digits, fc.string()), (secret, now, code) => {
      const right = [-1, 0, 1].map((drift) => codeAt(secret, Math.max(0, now + drift * stepMs)))
      expect(stepOfCode(secret, code, now) !== undefined).toBe(right.includes(code))
    }),
  )
})

test('a secret has 160 bits, and its URI says all that an app needs', () => {
  const secret = newCodeSecret()
  expect(secret).toHaveLength(20)
  expect(newCodeSecret()).not.toEqual(secret)
  const uri = new URL(codeUri(secret, 'mina@example.com'))
  expect(uri.protocol).toBe('otpauth:')
  expect(decodeURIComponent(uri.pathname)).toBe('/QTable:mina@example.com')
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    ...{ issuer: 'QTable', secret: spelledSecret(secret), algorithm: 'SHA1', digits: '6', period: '30' },
  })
})
