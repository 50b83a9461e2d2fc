import type { Reservation } from '@qtable/domain'
import { useEffect, useState } from 'react'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { dayAfter } from '../time/local-time.ts'
import { foundBy } from './day-list.ts'

/** How far back the server is asked: it looks at 2000 bookings at once, a busy store's two weeks. */
const pastDays = 14
/** A typing person is not asked for every letter. */
const restMs = 300

/** What a search found, best match first. `since`: the first day that was looked at, if it is not today. */
export interface Found {
  reservations: readonly Reservation[]
  since: string | undefined
}

/**
 * Searches all days: those from today on are on the device and answer at once, those before come from the server where
 * there is a network.
 */
export function useFound(query: string, today: string): Found {
  const client = useClient()
  const floor = useOpenFloor()
  const [history, setHistory] = useState<{ query: string; reservations: readonly Reservation[] }>()
  const past = dayAfter(today, -pastDays)

  useEffect(() => {
    if (query === '') return
    let isLeft = false
    const timer = setTimeout(() => {
      client.request('GET', `/reservations?q=${encodeURIComponent(query)}&from=${past}&to=${today}&limit=60`).then(
        (list) => !isLeft && setHistory({ query, reservations: list as Reservation[] }),
        // Without a network the answer is about the days from today on, and says so.
        () => undefined,
      )
    }, restMs)
    return () => {
      isLeft = true
      clearTimeout(timer)
    }
  }, [client, query, past, today])

  if (query === '') return { reservations: [], since: undefined }
  const before = history?.query === query ? history.reservations : undefined
  const known = new Map([...(before ?? []), ...floor.reservations.values()].map((one) => [one.id, one]))
  return { reservations: foundBy(query, known.values(), floor), since: before && past }
}
