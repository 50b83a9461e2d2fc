import type { Change, EntityOf } from '@qtable/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { storedChange, wholeChange } from './stored-change.ts'

const guest = { id: 'g', name: 'Ona', tableIds: ['a', 'b'], status: 'seated', notes: null, version: 7 }
const update = (before: object, data: object): Change => ({
  ...{ entity_type: 'guest', entity_id: 'g', action: 'update' },
  ...{ before: before as EntityOf<'guest'>, data: data as EntityOf<'guest'> },
})
const throughTheLog = (change: Change): Change => wholeChange(JSON.parse(JSON.stringify(storedChange(change))))

test('of an update the log keeps what was different', () => {
  const kept = storedChange(update(guest, { ...guest, status: 'finished', tableIds: [], version: 8 }))
  expect(kept).toMatchObject({ before: { status: 'seated', tableIds: ['a', 'b'], version: 7 }, partial: true })
  expect(Object.keys(kept.before ?? {})).toHaveLength(3)
})

test('a field that came or went leaves both whole', () => {
  const { notes: _, ...fewer } = guest
  for (const change of [update(fewer, guest), update(guest, fewer), update({ ...fewer, other: 1 }, guest)]) {
    expect(storedChange(change)).toBe(change)
    expect(throughTheLog(change)).toEqual(change)
  }
})

test('whatever it was, it comes back from the log as it went in', () => {
  const entity = fc.dictionary(fc.constantFrom('id', 'status', 'tableIds', 'notes', 'version'), fc.jsonValue())
  const side = fc.option(entity, { nil: undefined })
  fc.assert(
    fc.property(side, side, fc.boolean(), (before, data, areAlike) => {
      const change = update(before ?? {}, (areAlike && before ? { ...before, version: 1 } : data) ?? {})
      if (!before) delete change.before
      if (!data) delete change.data
      const sent = JSON.parse(JSON.stringify(change))
      expect(throughTheLog(sent)).toEqual(sent)
    }),
  )
})
