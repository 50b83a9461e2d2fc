import type { Bus, Message } from './bus.ts'

/** Joins nodes of one process; a process with one node hears nobody. */
export function openLocalBus(): { join(): Bus } {
  const members = new Map<object, Set<(message: Message) => void>>()

  return {
    join() {
      const listeners = new Set<(message: Message) => void>()
      const member = {}
      members.set(member, listeners)
      return {
        publish(message) {
          for (const [other, theirs] of members) {
            if (other === member || theirs.size === 0) continue
            const copy = structuredClone(message)
            // Not at once: whoever publishes is in the middle of its own work.
            setImmediate(() => {
              for (const listener of theirs) listener(copy)
            })
          }
        },
        subscribe(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
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
