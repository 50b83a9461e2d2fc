import type { Client } from '@qtable/client'

/** The first entries of a list of the server, `limit` of them or a few more, and whether there are others. */
export async function readList<T>(
  client: Pick<Client, 'pages'>,
  path: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<{ entries: T[]; hasMore: boolean }> {
  const entries: T[] = []
  for await (const page of client.pages(path)) {
    entries.push(...(page.entries as T[]))
    if (entries.length >= limit) return { entries, hasMore: page.next !== undefined }
  }
  return { entries, hasMore: false }
}
