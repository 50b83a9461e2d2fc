import type { ApiClient } from '../api-client.ts'

/** A transaction as `/activity` tells it. */
export interface ActivityTransaction {
  transaction_id: string
  version: number
  command: string
  changes: { entity_type: string; entity_id: string; action: string; after: unknown }[]
}

const pageSize = 500

/** The whole log, oldest first. */
export async function readLog(owner: ApiClient): Promise<ActivityTransaction[]> {
  const log: ActivityTransaction[] = []
  for (let before = ''; ; before = `&before=${log.at(-1)?.version}`) {
    const page = await owner.call<ActivityTransaction[]>('GET', `/activity?limit=${pageSize}${before}`)
    log.push(...page)
    // A page of large versions is shorter than it may be.
    if (page.length === 0) return log.reverse()
  }
}
