import type { Floor } from '@qtable/domain'
import type { LoggedTransaction } from '../db/logged-transaction.ts'

/** What a node knows of one restaurant: its floor and the latest transactions that led there, oldest first. */
export interface Snapshot {
  readonly floor: Floor
  readonly epoch: string
  readonly recent: readonly LoggedTransaction[]
}
