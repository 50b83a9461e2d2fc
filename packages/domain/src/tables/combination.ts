import { z } from 'zod'
import { defineEntity, exampleIds, exampleStamps } from '../entity.ts'
import { Capacity, Id, PartySize, stampFields, storedLine } from '../fields.ts'
import { seenOf } from '../was.ts'

/** Tables that can be joined. The capacity is explicit, because joining tables may lose seats. */
export const Combination = z.strictObject({
  id: Id,
  name: storedLine(80),
  tableIds: z.array(Id).min(2).max(20),
  minPartySize: PartySize,
  capacity: Capacity,
  ...stampFields,
})
export type Combination = z.infer<typeof Combination>

/** What the author of a command saw of a combination. */
export const SeenCombination = seenOf('SeenCombination', Combination)

export const combinationEntity = defineEntity({
  type: 'combination',
  plural: 'combinations',
  description: 'Tables that can be joined',
  schema: Combination,
  defaults: { minPartySize: 1 },
  example: {
    id: exampleIds.combination,
    name: '12 + 13',
    tableIds: [exampleIds.table, exampleIds.secondTable],
    minPartySize: 5,
    capacity: 7,
    ...exampleStamps,
  },
})
