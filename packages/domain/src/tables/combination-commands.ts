import { z } from 'zod'
import { defineCommand } from '../command.ts'
import { stillToDelete } from '../deletion.ts'
import type { Draft } from '../draft.ts'
import { mergeEdit } from '../edits.ts'
import { exampleIds, type Unstamped } from '../entity.ts'
import { Capacity, definedOf, Id, line, PartySize, tableIds } from '../fields.ts'
import { Problem, wrongField } from '../problems.ts'
import { type Combination, combinationEntity, SeenCombination } from './combination.ts'
import { mustStillSeat } from './in-use.ts'

const fields = {
  name: line(80),
  tableIds: tableIds(2),
  minPartySize: PartySize,
  capacity: Capacity,
}
const force = z.boolean().optional()

export const createCombination = defineCommand({
  type: 'combination.create',
  summary: 'Add a combination of tables',
  role: 'manager',
  creates: { combination: 'id' },
  refusals: ['already_exists', 'not_found', 'in_use'],
  payload: z.strictObject({ ...fields, minPartySize: fields.minPartySize.optional(), id: Id.optional(), force }),
  example: { name: '12 + 13', tableIds: [exampleIds.table, exampleIds.secondTable], capacity: 7 },
  run(draft, { id, name, tableIds, capacity, force = false, ...given }, { newId }) {
    const combination = {
      ...combinationEntity.defaults,
      ...definedOf(given),
      ...{ id: id ?? newId(), name, tableIds, capacity },
    }
    mustBeSound(draft, combination)
    draft.checkAtEnd(() => mustBeJoinedOnce(draft, combination.id))
    mustStillSeat(draft, tableIds, { force, change: () => draft.combinations.add(combination) })
  },
})

export const updateCombination = defineCommand({
  type: 'combination.update',
  summary: 'Change fields of a combination',
  role: 'manager',
  target: 'combinationId',
  refusals: ['not_found', 'already_exists', 'in_use', 'edit_conflict'],
  payload: z.strictObject({
    ...z.strictObject(fields).partial().shape,
    combinationId: Id,
    was: SeenCombination,
    force,
  }),
  example: { capacity: 8 },
  run(draft, { combinationId, was, force = false, ...given }, { lastEdit }) {
    const before = draft.combinations.must(combinationId)
    const edit = mergeEdit<Combination>(before, {
      wanted: definedOf(given),
      was,
      lastEdit: (names) => lastEdit('combination', combinationId, names),
    })
    const combination = { ...before, ...edit }
    mustBeSound(draft, combination)
    if (keyOf(combination) !== keyOf(before)) draft.checkAtEnd(() => mustBeJoinedOnce(draft, combinationId))
    const tableIds = [...before.tableIds, ...combination.tableIds]
    mustStillSeat(draft, tableIds, { force, change: () => draft.combinations.put(combination) })
  },
})

export const deleteCombination = defineCommand({
  type: 'combination.delete',
  summary: 'Delete a combination',
  role: 'manager',
  target: 'combinationId',
  refusals: ['not_found', 'in_use'],
  payload: z.strictObject({ combinationId: Id, force }),
  example: {},
  run(draft, { combinationId, force = false }, context) {
    const combination = stillToDelete(draft, { type: 'combination', id: combinationId }, context)
    if (!combination) return
    const { tableIds } = combination
    mustStillSeat(draft, tableIds, { force, change: () => draft.combinations.remove(combinationId) })
  },
})

function mustBeSound(draft: Draft, combination: Unstamped<Combination>): void {
  if (combination.tableIds.length < 2) throw wrongField('tableIds', 'must name at least two different tables')
  if (combination.minPartySize > combination.capacity) {
    throw wrongField('minPartySize', 'must not be larger than the capacity')
  }
  for (const id of combination.tableIds) draft.tables.must(id)
}

/** Tables are joined once. Judged at the end of the unit, so that two combinations may swap theirs. */
function mustBeJoinedOnce(draft: Draft, combinationId: string): void {
  const combination = draft.combinations.get(combinationId)
  if (!combination) return
  const key = keyOf(combination)
  for (const other of draft.combinations.all()) {
    if (other.id === combination.id || keyOf(other) !== key) continue
    throw new Problem('already_exists', `These tables are joined as ${other.name} already`, {
      current: { combinationId: other.id, name: other.name },
    })
  }
}

function keyOf(combination: { tableIds: readonly string[] }): string {
  return [...combination.tableIds].sort().join()
}
