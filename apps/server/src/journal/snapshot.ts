import type { Floor } from '@qtable/domain'
import type { LoggedTransaction } from '../db/logged-transaction.ts'

/** A restaurant in memory: its floor and the latest transactions that led to it, oldest first. */
export interface Snapshot {
  readonly floor: Floor
  readonly epoch: string
  readonly recent: readonly LoggedTransaction[]
}
