import { z } from 'zod'
import { defineCommand } from '../command.ts'
import type { Draft } from '../draft.ts'
import { exampleIds, type Unstamped } from '../entity.ts'
import { Capacity, definedOf, Id, line, PartySize, tableIds } from '../fields.ts'
import { Problem, wrongField } from '../problems.ts'
import { type Combination, combinationEntity } from './combination.ts'

const fields = {
  name: line(80),
  tableIds: tableIds(2),
  minPartySize: PartySize,
  capacity: Capacity,
}

export const createCombination = defineCommand({
  type: 'combination.create',
  summary: 'Add a combination of tables',
  role: 'manager',
  creates: { combination: 'id' },
  refusals: ['already_exists', 'not_found'],
  payload: z.strictObject({ ...fields, minPartySize: fields.minPartySize.optional(), id: Id.optional() }),
  example: { name: '12 + 13', tableIds: [exampleIds.table, exampleIds.secondTable], capacity: 7 },
  run(draft, { id, name, tableIds, capacity, ...given }, { newId }) {
    const combination = {
      ...combinationEntity.defaults,
      ...definedOf(given),
      ...{ id: id ?? newId(), name, tableIds, capacity },
    }
    mustBeSound(draft, combination)
    draft.combinations.add(combination)
  },
})

export const updateCombination = defineCommand({
  type: 'combination.update',
  summary: 'Change fields of a combination',
  role: 'manager',
  target: 'combinationId',
  refusals: ['not_found', 'already_exists'],
  payload: z.strictObject({ ...z.strictObject(fields).partial().shape, combinationId: Id }),
  example: { capacity: 8 },
  run(draft, { combinationId, ...given }) {
    const combination = { ...draft.combinations.must(combinationId), ...definedOf(given) }
    mustBeSound(draft, combination)
    draft.combinations.put(combination)
  },
})

export const deleteCombination = defineCommand({
  type: 'combination.delete',
  summary: 'Delete a combination',
  role: 'manager',
  target: 'combinationId',
  refusals: ['not_found'],
  payload: z.strictObject({ combinationId: Id }),
  example: {},
  run(draft, { combinationId }) {
    draft.combinations.remove(combinationId)
  },
})

function mustBeSound(draft: Draft, combination: Unstamped<Combination>): void {
  if (combination.tableIds.length < 2) throw wrongField('tableIds', 'must name at least two different tables')
  if (combination.minPartySize > combination.capacity) {
    throw wrongField('minPartySize', 'must not be larger than the capacity')
  }
  for (const id of combination.tableIds) draft.tables.must(id)
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
