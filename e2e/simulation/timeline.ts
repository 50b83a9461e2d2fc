import { openHeap } from './heap.ts'

/** Somebody whose code runs in the simulation: a node of the server or a device. */
export interface Actor {
  readonly name: string
  /** What its own clock is ahead, in milliseconds. */
  clockAheadMs: number
  /** Its process or page is gone: nothing that it waited for happens to it any more. */
  isDead: boolean
}

export interface Happening {
  at: number
  order: number
  actor: Actor | undefined
  run: (() => void) | undefined
}

/**
 * The one queue of everything that will happen, on a clock that jumps from one happening to the next. Each belongs to an
 * actor; whatever its code starts belongs to it as well, because all promises settle before the next happening.
 */
export interface Timeline {
  /** True time, in milliseconds since 1970. */
  readonly now: number
  /** Whose code is running. */
  readonly actor: Actor | undefined
  /** The time by the clock of whoever is running. */
  readonly clock: number
  /** How much has happened. */
  readonly count: number
  /** Runs something later, as part of `actor`; as part of whoever is running unless given. */
  after(ms: number, run: () => void, actor?: Actor | undefined): Happening
  cancel(happening: Happening): void
  /** Runs something at once as part of somebody else. */
  as<T>(actor: Actor | undefined, run: () => T): T
  /** Lets `ms` pass, or less, until `isDone`. */
  pass(ms: number, isDone?: () => boolean): Promise<void>
}

// The real ones, whatever takes their place later.
const immediately = globalThis.setImmediate

/** Lets everything happen that waits for no timer: a turn of the real event loop ends with no promise left to settle. */
function drained(): Promise<void> {
  return new Promise((resolve) => immediately(resolve))
}

/** `failed` hears what is thrown where nobody catches it. */
export function openTimeline(startsAt: number, failed: (error: unknown) => void): Timeline {
  const queue = openHeap<Happening>((a, b) => a.at - b.at || a.order - b.order)
  let now = startsAt
  let order = 0
  let count = 0
  let current: Actor | undefined

  function as<T>(actor: Actor | undefined, run: () => T): T {
    const before = current
    current = actor
    try {
      return run()
    } finally {
      current = before
    }
  }

  return {
    get now() {
      return now
    },
    get actor() {
      return current
    },
    get clock() {
      return now + (current?.clockAheadMs ?? 0)
    },
    get count() {
      return count
    },
    after(ms, run, ...given) {
      const actor = given.length > 0 ? given[0] : current
      const happening: Happening = { at: now + Math.max(0, ms), order: order++, actor, run }
      queue.add(happening)
      return happening
    },
    cancel(happening) {
      happening.run = undefined
    },
    as,
    async pass(ms, isDone = () => false) {
      const end = now + ms
      await drained()
      while (!isDone()) {
        const next = queue.first()
        if (!next || next.at > end) {
          now = end
          return
        }
        queue.removeFirst()
        const { run, actor } = next
        if (!run || actor?.isDead) continue
        now = next.at
        count += 1
        current = actor
        try {
          run()
        } catch (error) {
          failed(error)
        }
        await drained()
        current = undefined
      }
    },
  }
}
