import type { Platform } from '../platform.ts'
import type { Store } from '../replica/store.ts'

/** A mutation without an answer for this long is reported as on its way (SY110). */
export const lateMs = 1_000

export interface LateMutations {
  /** The oldest mutation has had no answer for a second. */
  readonly isLate: boolean
  stop(): void
}

/** Calls `onChange` when `isLate` changes, in both directions. */
export function watchLateMutations(options: {
  store: Store
  platform: Platform
  onChange(isLate: boolean): void
}): LateMutations {
  const { store, platform, onChange } = options
  let isLate = false
  let timer: unknown

  function check(): void {
    platform.clearTimeout(timer)
    const [oldest] = store.outbox
    // `order` is an instant of this device's clock. After the clock was set back the real age is unknown.
    const ageMs = oldest ? Math.abs(platform.now() - oldest.mutation.order) : 0
    if (oldest && ageMs < lateMs) timer = platform.setTimeout(check, lateMs - ageMs)
    const wasLate = isLate
    isLate = ageMs >= lateMs
    if (isLate !== wasLate) onChange(isLate)
  }

  const unsubscribe = store.onUpdate(check)
  return {
    get isLate() {
      return isLate
    },
    stop() {
      unsubscribe()
      platform.clearTimeout(timer)
    },
  }
}
