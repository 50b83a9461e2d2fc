import type { Floor, Transaction } from '@qtable/domain'

/** What became of a change that was not refused. */
export interface Outcome {
  /** `duplicate`: this id was answered before, and this is the first answer again. */
  status: 'applied' | 'duplicate'
  /** Undefined where nothing had to change. */
  transaction: Transaction | undefined
  /** The restaurant's version with the change in it. */
  version: number
  /** The floor at that version or a later one. */
  floor: Floor
}
