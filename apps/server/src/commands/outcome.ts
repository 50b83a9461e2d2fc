import type { Floor, Transaction } from '@qtable/domain'

/** The outcome of a change that was not refused. */
export interface Outcome {
  /** `duplicate`: the id was known, and this is the first answer again. */
  status: 'applied' | 'duplicate'
  /** Undefined where the change changed nothing. */
  transaction: Transaction | undefined
  /** The restaurant's version with the change in it. */
  version: number
  /** The floor at that version or a later one. */
  floor: Floor
}
