import type { Logger } from 'pino'
import { openGuard } from '../guarded.ts'
import type { Bus, BusMessage } from './bus.ts'

/** A bus between nodes in one process. The bus of a single node delivers nothing. */
export function openLocalBus(log?: Logger): { join(): Bus } {
  const guard = openGuard({ where: 'bus', log })
  const members = new Map<object, Set<(message: BusMessage) => void>>()

  return {
    join() {
      const listeners = new Set<(message: BusMessage) => void>()
      const member = {}
      members.set(member, listeners)
      return {
        publish(message) {
          for (const [other, otherListeners] of members) {
            if (other === member || otherListeners.size === 0) continue
            const copy = structuredClone(message)
            // In a later turn, as over a network: the publisher is in the middle of its own work.
            setImmediate(() => {
              for (const listener of otherListeners) listener(copy)
            })
          }
        },
        subscribe(listener) {
          const guardedListener = guard(listener)
          listeners.add(guardedListener)
          return () => listeners.delete(guardedListener)
        },
        get isUp() {
          return members.has(member)
        },
        async close() {
          listeners.clear()
          members.delete(member)
        },
      }
    },
  }
}
