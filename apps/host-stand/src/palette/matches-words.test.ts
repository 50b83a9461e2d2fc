import { expect, test } from 'vitest'
import { matchesWords } from './matches-words.ts'

test('words are found by their beginnings, ignoring accents and case', () => {
  expect(matchesWords('Nguyễn · Table 12', 'nguyen')).toBe(true)
  expect(matchesWords('Nguyễn · Table 12', 'ta 12')).toBe(true)
  expect(matchesWords('Schäfer', 'SCHA')).toBe(true)
  expect(matchesWords('Schäfer', 'fer')).toBe(false)
  expect(matchesWords('田中', '田')).toBe(true)
  expect(matchesWords('anything', '  ')).toBe(true)
})
