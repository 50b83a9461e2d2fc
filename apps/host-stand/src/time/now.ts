import { useSyncExternalStore } from 'react'
import { useClient } from '../session/client-hooks.ts'
import { minutesBetween } from './times.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let beat = 0

// One timer for all that shows time, so that everything on the screen turns at once.
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

/** The server's time in milliseconds, rounded up to 5 seconds; the component renders again as it goes on. */
export function useNow(): number {
  const client = useClient()
  useSyncExternalStore(subscribe, () => beat)
  return shownNow(client)
}

/** Whole minutes from an instant until now; the component renders again only when they have become more. */
export function useMinutesSince(instant: string): number {
  const client = useClient()
  return useSyncExternalStore(subscribe, () => minutesBetween(instant, shownNow(client)))
}

// The same for all, so that a table and the sheet about it never say different minutes; up, so that nothing which has just
// happened lies ahead.
function shownNow(client: { now(): number }): number {
  return Math.ceil(client.now() / 5_000) * 5_000
}
