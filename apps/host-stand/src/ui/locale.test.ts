import { expect, test } from 'vitest'
import { locale } from './locale.ts'

test('dates are in the language of the words', () => {
  expect(new Intl.Locale(locale).language).toBe('en')
})
