import { expect, test } from 'vitest'
import { withMarkedText } from './marked-text.ts'

test('replaces only the text between the two comments', () => {
  const before = 'above\n\n<!-- table -->\n\nold\n\n<!-- /table -->\n\nbelow\n'
  const after = 'above\n\n<!-- table -->\n\nnew\n\n<!-- /table -->\n\nbelow\n'
  expect(withMarkedText(before, 'table', 'new')).toBe(after)
  expect(withMarkedText(after, 'table', 'new')).toBe(after)
})

test('throws where a comment is missing', () => {
  expect(() => withMarkedText('above', 'table', 'new')).toThrow('<!-- table -->')
})
