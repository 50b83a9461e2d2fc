import type { ActivityEntry } from '@qtable/protocol'
import { useCallback, useEffect, useState } from 'react'
import type { z } from 'zod'
import { useClient, useFloor } from '../session/client-hooks.ts'

export type Entry = z.infer<typeof ActivityEntry>

export interface ActivityFilter {
  actorId?: string | undefined
  entityId?: string | undefined
}

const pageSize = 50

/** The activity as the server has it, read again whenever the floor has moved on. */
export function useActivity(first: ActivityFilter) {
  const client = useClient()
  const { version } = useFloor()
  const [filter, setFilter] = useState<ActivityFilter>(first)
  const [entries, setEntries] = useState<readonly Entry[]>([])
  const [pages, setPages] = useState(1)
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading')
  const limit = pages * pageSize
  // What is asked for, and when again: the answer of an older question is not shown.
  const question = JSON.stringify({ limit, filter, version, attempt })

  useEffect(() => {
    let isStale = false
    const asked = JSON.parse(question) as { limit: number; filter: ActivityFilter }
    const query = new URLSearchParams({ limit: String(asked.limit) })
    if (asked.filter.actorId) query.set('actor_id', asked.filter.actorId)
    if (asked.filter.entityId) query.set('entity_id', asked.filter.entityId)
    client.request('GET', `/activity?${query}`).then(
      (found) => {
        if (isStale) return
        setEntries(found as Entry[])
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
    setFilter: useCallback((next: ActivityFilter) => {
      setPages(1)
      setState('loading')
      setEntries([])
      setFilter(next)
    }, []),
    hasMore: entries.length >= limit,
    older: () => setPages((now) => now + 1),
    retry() {
      setState('loading')
      setAttempt((now) => now + 1)
    },
  }
}
