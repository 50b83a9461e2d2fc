import { entities } from '@qtable/domain'
import { expect, test } from 'vitest'
import { mergedChanges } from './changes.ts'

const exampleGuest = entities.guest.example
const exampleTable = entities.table.example
const guest = { entity_type: 'guest', entity_id: exampleGuest.id } as const

test('several transactions merge to each entity once, as it is after the last of them', () => {
  const renamed = { ...exampleGuest, name: 'Ada King' }
  expect(
    mergedChanges([
      { ...guest, action: 'create', data: exampleGuest },
      { entity_type: 'table', entity_id: exampleTable.id, action: 'update', data: exampleTable, before: exampleTable },
      { ...guest, action: 'update', data: renamed, before: exampleGuest },
    ]),
  ).toEqual([
    { ...guest, action: 'create', data: renamed },
    { entity_type: 'table', entity_id: exampleTable.id, action: 'update', data: exampleTable },
  ])
})

test('what came and went is a delete; what went and came back is there', () => {
  const created = { ...guest, action: 'create', data: exampleGuest } as const
  const deleted = { ...guest, action: 'delete', before: exampleGuest } as const
  expect(mergedChanges([created, deleted])).toEqual([{ ...guest, action: 'delete' }])
  expect(mergedChanges([deleted, created])).toEqual([created])
})
