import { expect, test } from 'vitest'
import { openSealedSecrets } from './sealed-secrets.ts'

const [older, newer] = ['an older secret of 32 characters!', 'a newer secret of 32 characters!']
const secret = Buffer.from('twenty bytes or more')

test('a sealed secret shows nothing, is never the same twice, and opens for its owner alone', () => {
  const box = openSealedSecrets(older)
  const sealed = box.seal(secret, 'ada')
  expect(sealed.includes(secret)).toBe(false)
  expect(box.seal(secret, 'ada')).not.toEqual(sealed)
  expect(box.open(sealed, 'ada')).toEqual({ secret, isOutdated: false })
  expect(() => box.open(sealed, 'bo')).toThrow('no key')
  sealed[20] = (sealed[20] ?? 0) ^ 1
  expect(() => box.open(sealed, 'ada')).toThrow('no key')
})

test('of several keys the first seals, and each opens what it sealed', () => {
  const sealed = openSealedSecrets(older).seal(secret, 'ada')
  const both = openSealedSecrets([newer, older])
  expect(both.open(sealed, 'ada')).toEqual({ secret, isOutdated: true })
  const again = both.seal(secret, 'ada')
  expect(openSealedSecrets(newer).open(again, 'ada')).toEqual({ secret, isOutdated: false })
  expect(() => openSealedSecrets(newer).open(sealed, 'ada')).toThrow('no key')
})
