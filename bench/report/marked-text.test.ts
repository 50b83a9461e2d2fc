import { expect, test } from 'vitest'
import { withMarkedText } from './marked-text.ts'

test('only what is between the two comments is another text', () => {
  const before = 'above\n\n<!-- table -->\n\nold\n\n<!-- /table -->\n\nbelow\n'
  const after = 'above\n\n<!-- table -->\n\nnew\n\n<!-- /table -->\n\nbelow\n'
  expect(withMarkedText(before, 'table', 'new')).toBe(after)
  expect(withMarkedText(after, 'table', 'new')).toBe(after)
})

test('a document without the comments is left alone', () => {
  expect(() => withMarkedText('above', 'table', 'new')).toThrow('<!-- table -->')
})
