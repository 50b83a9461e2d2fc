import { exampleIds } from '@qtable/domain'
import { expect, test } from 'vitest'
import { CommandBody } from './command.ts'
import { documentedCommand } from './command-documents.ts'

const command = { id: exampleIds.command, type: 'guest.update', payload: { guestId: exampleIds.guest, notes: 'Nuts' } }

test('a command may say when it was done, and an edit what its author saw', () => {
  const edit = { ...command, payload: { ...command.payload, was: { notes: '' } }, at: '2026-05-01T18:05:41.207+02:00' }
  expect(CommandBody.parse(edit)).toEqual(edit)
  expect(documentedCommand().parse(edit)).toEqual(edit)
})

test('a field that no command has is refused', () => {
  expect(CommandBody.safeParse({ ...command, was: {} }).success).toBe(false)
})
