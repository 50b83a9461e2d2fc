import { useSyncExternalStore } from 'react'
import { useClient } from '../session/client-hooks.ts'
import { minutesBetween } from './times.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let beat = 0

// One timer for the whole app, so that all times on the screen change together.
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    beat += 1
    for (const each of [...listeners]) each()
  }, 5_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The server's time in milliseconds, rounded up to 5 seconds; the component renders again as it advances. */
export function useNow(): number {
  const client = useClient()
  useSyncExternalStore(subscribe, () => beat)
  return shownNow(client)
}

/** Whole minutes since an instant; the component renders again only when the number changes. */
export function useMinutesSince(instant: string): number {
  const client = useClient()
  return useSyncExternalStore(subscribe, () => minutesBetween(instant, shownNow(client)))
}

// Shared, so that a table and its sheet never show different minutes; rounded up, so that a recent change is never in
// the future.
function shownNow(client: { now(): number }): number {
  return Math.ceil(client.now() / 5_000) * 5_000
}
