import { expect, test } from 'vitest'
import { mustBeGoodPassword, passwordFault } from './password-rules.ts'

const context = { email: 'mina.rossi@example.com', restaurants: ['Trattoria Nove', 'Café Ünique'] }

test.each([
  ['password', 'listed'],
  ['PASSWORD', 'listed'],
  ['Password1!', 'listed'],
  ['12345678', 'listed'],
  ['ｐａｓｓｗｏｒｄ', 'listed'],
  ['iloveyou', 'listed'],
  ['!!football2026', 'listed'],
  ['aaaaaaaaaaaa', 'trivial'],
  ['xyxyxyxyxy', 'trivial'],
  ['89012345', 'trivial'],
  ['hgfedcba', 'trivial'],
  ['........', 'trivial'],
  ['mina.rossi@example.com', 'address'],
  ['my mina.rossi@example.com', 'address'],
  ['MinaRossi', 'address'],
  ['mina.rossi2026', 'address'],
  ['trattoria nove', 'restaurant'],
  ['Trattoria-Nove 9', 'restaurant'],
  ['cafe\u0301u\u0308nique', 'restaurant'],
] as const)('[I31] the password %j is refused as %s', (password, fault) => {
  expect(passwordFault(password, context)).toBe(fault)
})

test.each([
  'correct horse battery staple',
  'Tj7#qplm',
  'mina likes trattoria',
  'ばなな パイナップル',
  'grüne Äpfel um neun',
  'zebra-lamp-91',
])('the password %j is accepted', (password) => {
  expect(passwordFault(password, context)).toBeUndefined()
})

test('a refusal names the field and says why in words', () => {
  expect(() => mustBeGoodPassword('password', context, 'new_password')).toThrow(
    expect.objectContaining({
      code: 'validation_failed',
      errors: [{ path: 'new_password', message: 'is among the passwords that are tried first; choose another one' }],
    }),
  )
})

test('a hostile password of the longest length takes no time', () => {
  const start = process.cpuUsage()
  for (const text of [`${'ab'.repeat(99)}c`, 'a'.repeat(200), `${'abcd'.repeat(49)}ef`]) passwordFault(text, context)
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(200)
})
