import { type CommandDefinition, commands } from '@qtable/domain'
import { expect, test } from 'vitest'
import { editConflictWords } from './edit-conflicts.ts'

test('every field that a deed depends on has a name', () => {
  const definitions: CommandDefinition[] = Object.values(commands)
  const names = new Set(definitions.flatMap(({ guards }) => guards))
  expect(names.size).toBeGreaterThan(2)
  expect([...names].filter((name) => editConflictWords.field(name) === editConflictWords.field('?'))).toEqual([])
})
