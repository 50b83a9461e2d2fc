import type { ActivityEntry } from '@qtable/protocol'
import { useCallback, useEffect, useState } from 'react'
import type { z } from 'zod'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { readList } from '../session/read-list.ts'

export type ActivityItem = z.infer<typeof ActivityEntry>

export interface ItemFilter {
  actorId?: string | undefined
  entityId?: string | undefined
}

const pageSize = 50
const none = { entries: [] as readonly ActivityItem[], hasMore: false }

/** The activity from the server, read again after every change of the floor. */
export function useActivity(first: ItemFilter) {
  const client = useClient()
  const { version } = useOpenFloor()
  const [filter, setFilter] = useState<ItemFilter>(first)
  const [{ entries, hasMore }, setShown] = useState(none)
  const [pages, setPages] = useState(1)
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const limit = pages * pageSize
  // Identifies the request: an answer to an older one is ignored.
  const question = JSON.stringify({ limit, filter, version, attempt })

  useEffect(() => {
    let isStale = false
    const asked = JSON.parse(question) as { limit: number; filter: ItemFilter }
    const query = new URLSearchParams({ limit: String(pageSize) })
    if (asked.filter.actorId) query.set('actor_id', asked.filter.actorId)
    if (asked.filter.entityId) query.set('entity_id', asked.filter.entityId)
    readList<ActivityItem>(client, `/activity?${query}`, asked.limit).then(
      (found) => {
        if (isStale) return
        setShown(found)
        setState('ready')
      },
      () => {
        if (!isStale) setState('failed')
      },
    )
    return () => {
      isStale = true
    }
  }, [client, question])

  return {
    entries,
    state,
    filter,
    setFilter: useCallback((next: ItemFilter) => {
      setPages(1)
      setState('loading')
      setShown(none)
      setFilter(next)
    }, []),
    hasMore,
    older: () => setPages((now) => now + 1),
    retry() {
      setState('loading')
      setAttempt((now) => now + 1)
    },
  }
}
