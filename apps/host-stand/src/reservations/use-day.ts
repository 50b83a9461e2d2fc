import type { Reservation } from '@qtable/domain'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useClient, useOpenFloor } from '../session/client-hooks.ts'
import { readList } from '../session/read-list.ts'
import { reservationsOn } from './day-list.ts'

export type DayReservations =
  | { state: 'loading' }
  | { state: 'failed'; retry: () => void }
  /** `reload` asks the server for a past day once more; the floor is always as it is now. */
  | { state: 'shown'; reservations: readonly Reservation[]; reload: () => void }

type Fetched = { date: string; reservations?: readonly Reservation[] }

/** The reservations of a day: from the floor for today and later, from the server's history for past days. */
export function useDay(date: string, today: string): DayReservations {
  const client = useClient()
  const { reservations, restaurant } = useOpenFloor()
  const isPast = date < today
  const [fetched, setFetched] = useState<Fetched>()
  const [attempt, setAttempt] = useState(0)
  const reload = useCallback(() => setAttempt((count) => count + 1), [])
  const retry = useCallback(() => {
    setFetched(undefined)
    reload()
  }, [reload])

  useEffect(() => {
    if (!isPast) return
    let isLeft = false
    // Each attempt sends a new request.
    void attempt
    readList<Reservation>(client, `/reservations?date=${date}&limit=500`).then(
      ({ entries }) => {
        if (!isLeft) setFetched({ date, reservations: entries })
      },
      () => {
        if (!isLeft) setFetched({ date })
      },
    )
    return () => {
      isLeft = true
    }
  }, [client, date, isPast, attempt])

  const onFloor = useMemo(() => reservationsOn({ reservations, restaurant }, date), [reservations, restaurant, date])
  if (!isPast) return { state: 'shown', reservations: onFloor, reload }
  if (fetched?.date !== date) return { state: 'loading' }
  if (!fetched.reservations) return { state: 'failed', retry }
  return { state: 'shown', reservations: fetched.reservations, reload }
}
