import { z } from 'zod'
import { Capacity, Id, line, PartySize, StoredInstant } from '../fields.ts'

/** Tables that can be joined; the capacity is explicit, because joining tables may lose seats. */
export const Combination = z.strictObject({
  id: Id,
  name: line(80),
  tableIds: z.array(Id).min(2).max(20),
  minPartySize: PartySize,
  capacity: Capacity,
  createdAt: StoredInstant,
  updatedAt: StoredInstant,
  version: z.int().min(0),
})
export type Combination = z.infer<typeof Combination>
