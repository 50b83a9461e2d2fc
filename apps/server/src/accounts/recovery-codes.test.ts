import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashRecoveryCode, looksLikeRecoveryCode, newRecoveryCodes } from './recovery-codes.ts'

test('ten codes are made, each of 24 characters that look like no other', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes)).toHaveLength(10)
  for (const code of codes) {
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(looksLikeRecoveryCode(code)).toBe(true)
  }
})

test('a code is the same however it is typed', () => {
  const [code = ''] = newRecoveryCodes()
  const misread = fc.constantFrom(
    (text: string) => text.toLowerCase(),
    (text: string) => text.replaceAll('-', ' '),
    (text: string) => text.replaceAll('-', ''),
    (text: string) => text.replaceAll('0', 'o'),
    (text: string) => text.replaceAll('1', 'l'),
    (text: string) => ` ${text} `,
  )
  fc.assert(
    fc.property(fc.array(misread), (ways) => {
      const typed = ways.reduce((text, way) => way(text), code)
      expect(looksLikeRecoveryCode(typed)).toBe(true)
      expect(hashRecoveryCode(typed)).toEqual(hashRecoveryCode(code))
    }),
  )
})

test('a code of an app is no recovery code', () => {
  expect(looksLikeRecoveryCode('492039')).toBe(false)
})
