import { openMinHeap } from './min-heap.ts'

/** A process of the simulation: a node of the server, or what runs on a client's device. */
export interface SimulatedProcess {
  readonly name: string
  /** How far its own clock is ahead of true time, in milliseconds. */
  clockSkewMs: number
  /** A dead process runs no more events. */
  isDead: boolean
}

/** Something that will happen, unless it is cancelled or its process dies first. */
export interface ScheduledEvent {
  readonly at: number
  /** Events of the same instant run in the order in which they were scheduled. */
  readonly order: number
  readonly process: SimulatedProcess | undefined
  run: (() => void) | undefined
}

/**
 * Deterministic scheduler: one queue of events, and a virtual clock that jumps from each event to the next. An event
 * belongs to a process, and so do the timers that its code starts, because all promises settle before the next event.
 */
export interface Scheduler {
  /** True time, in milliseconds since 1970. */
  readonly now: number
  /** The process whose code is running; undefined for the environment: network, database, faults. */
  readonly process: SimulatedProcess | undefined
  /** The time on the clock of the running process. */
  readonly localTime: number
  /** How many events have run. */
  readonly eventCount: number
  /** Runs something in `ms`, as part of a process, or of the environment if that is undefined. */
  schedule(ms: number, run: () => void, process: SimulatedProcess | undefined): ScheduledEvent
  cancel(event: ScheduledEvent): void
  /** Runs something now, as part of another process. */
  runAs<T>(process: SimulatedProcess, run: () => T): T
  /** Runs the events of the next `ms`, or fewer: it stops when `isDone`. */
  advance(ms: number, isDone?: () => boolean): Promise<void>
}

// Kept, because the simulation replaces the global one.
const realSetImmediate = globalThis.setImmediate

/** Settles all promises that wait for no timer: none is left at the end of a turn of the real event loop. */
function settlePromises(): Promise<void> {
  return new Promise((resolve) => realSetImmediate(resolve))
}

/** Opens a scheduler at `startsAt`, in milliseconds since 1970. `onError` gets what an event throws. */
export function openScheduler(startsAt: number, onError: (error: unknown) => void): Scheduler {
  const queue = openMinHeap<ScheduledEvent>((a, b) => a.at - b.at || a.order - b.order)
  let now = startsAt
  let order = 0
  let eventCount = 0
  let current: SimulatedProcess | undefined

  return {
    get now() {
      return now
    },
    get process() {
      return current
    },
    get localTime() {
      return now + (current?.clockSkewMs ?? 0)
    },
    get eventCount() {
      return eventCount
    },
    schedule(ms, run, process) {
      const event: ScheduledEvent = { at: now + Math.max(0, ms), order: order++, process, run }
      queue.add(event)
      return event
    },
    cancel(event) {
      event.run = undefined
    },
    runAs(process, run) {
      const before = current
      current = process
      try {
        return run()
      } finally {
        current = before
      }
    },
    async advance(ms, isDone = () => false) {
      const end = now + ms
      await settlePromises()
      while (!isDone()) {
        const next = queue.first()
        if (!next || next.at > end) {
          now = end
          return
        }
        queue.removeFirst()
        const { run, process } = next
        if (!run || process?.isDead) continue
        now = next.at
        eventCount += 1
        current = process
        try {
          run()
        } catch (error) {
          onError(error)
        }
        await settlePromises()
        current = undefined
      }
    },
  }
}
