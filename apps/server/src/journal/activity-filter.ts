import type { LoggedTransaction } from '../db/logged-transaction.ts'

/** Selects transactions for the activity: newest first, before a version, of one entity or of one person. */
export interface ActivityFilter {
  before?: number | undefined
  entityId?: string | undefined
  actorId?: string | undefined
  limit: number
}

/** A page of the activity. It may hold fewer transactions than its limit, because its bytes are bounded. */
export interface ActivitySlice {
  transactions: LoggedTransaction[]
  /** The next page is what was before this version; undefined on the last page. */
  next: number | undefined
}
