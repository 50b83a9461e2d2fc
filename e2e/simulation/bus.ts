import type { Bus, BusMessage } from '../../apps/server/src/bus/bus.ts'
import { decodeMessage, encodeMessage } from '../../apps/server/src/bus/message-codec.ts'
import type { Random } from './random.ts'
import type { Actor, Timeline } from './timeline.ts'

/** What becomes of the hints between nodes. */
export interface BusFaults {
  loss: number
  doubling: number
  /** Late hints are also out of order. */
  latestMs: number
  isUp: boolean
}

/** The Redis of a simulation. */
export interface SimulatedBus {
  readonly faults: BusFaults
  join(node: Actor): Bus
}

export function openSimulatedBus({ timeline, random }: { timeline: Timeline; random: Random }): SimulatedBus {
  const faults: BusFaults = { loss: 0, doubling: 0, latestMs: 3, isUp: true }
  const members = new Map<Actor, Set<(message: BusMessage) => void>>()

  function carry(text: string, to: Actor): void {
    if (random.chance(faults.loss)) return
    const hear = () => {
      const message = decodeMessage(to.name, text)
      if (message) for (const listener of members.get(to) ?? []) listener(message)
    }
    timeline.after(random.between(0.2, faults.latestMs), hear, to)
    if (random.chance(faults.doubling)) timeline.after(random.between(0.2, 10 * faults.latestMs), hear, to)
  }

  return {
    faults,
    join(node) {
      const listeners = new Set<(message: BusMessage) => void>()
      members.set(node, listeners)
      return {
        publish(message) {
          if (!faults.isUp) return
          const text = encodeMessage(node.name, message)
          for (const other of members.keys()) if (other !== node && !other.isDead) carry(text, other)
        },
        subscribe(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        get isUp() {
          return faults.isUp
        },
        async close() {
          members.delete(node)
        },
      }
    },
  }
}
