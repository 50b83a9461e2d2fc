import type { Store } from './store.ts'
import type { World } from './world.ts'

/** As long as an answer may take before people are told that it is on its way, in milliseconds. */
export const lateMs = 1_000

/** Whether the oldest own change has waited for its answer longer than that. */
export interface Lateness {
  readonly isLate: boolean
  stop(): void
}

/** Calls `onChange` when that turns, in both directions. */
export function watchLateness(options: { store: Store; world: World; onChange(isLate: boolean): void }): Lateness {
  const { store, world, onChange } = options
  let isLate = false
  let timer: unknown

  function look(): void {
    world.clearTimeout(timer)
    const [oldest] = store.outbox
    // Orders are instants of this device's clock. Where that was put back meanwhile nobody knows how long it has been.
    const age = oldest ? Math.abs(world.now() - oldest.entry.order) : 0
    if (oldest && age < lateMs) timer = world.setTimeout(look, lateMs - age)
    const before = isLate
    isLate = age >= lateMs
    if (isLate !== before) onChange(isLate)
  }

  const end = store.onStep(look)
  return {
    get isLate() {
      return isLate
    },
    stop() {
      end()
      world.clearTimeout(timer)
    },
  }
}
