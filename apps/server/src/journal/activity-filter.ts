/** Selects transactions for the activity: newest first, before a version, of one entity or of one person. */
export interface ActivityFilter {
  before?: number | undefined
  entityId?: string | undefined
  actorId?: string | undefined
  limit: number
}
