import { commandTypes } from '@qtable/domain'
import { expect, test } from 'vitest'
import { pageWords as words } from '../page-words.ts'

test.each([...commandTypes])('%s that could not be done is said, also where nothing more is known', (type) => {
  for (const facts of [{}, { name: 'Ada', tables: ['12'], status: 'no_show' }]) {
    const said = words.notDone(type, facts, 0)
    expect(said).toMatch(/^Could not [a-z]/)
    expect(said).not.toMatch(/undefined|_|the floor/)
  }
})

test('a walk-in is not named', () => {
  const facts = { name: 'Walk-in', tables: ['1'] }
  expect(words.notDone('guest.create', facts, 0)).toBe('Could not seat a walk-in at table 1')
  expect(words.notDone('guest.create', {}, 0)).toBe('Could not add a walk-in')
})

test('several commands are described by the first and the number of others', () => {
  expect(words.notDone('guest.seat', { name: 'Ada', tables: ['1', '2'] }, 2)).toBe(
    'Could not seat Ada at tables 1 + 2, and 2 more',
  )
})
