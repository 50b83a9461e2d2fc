/** Which of the activity to read: newest first, before a version, of one entity or one person. */
export interface ActivityFilter {
  before?: number | undefined
  entityId?: string | undefined
  actorId?: string | undefined
  limit: number
}
