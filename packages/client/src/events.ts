/** Tells listeners what happened, by name. */
export interface Emitter<Events extends object> {
  /** Calls `listener` at each event of that name, until the function that it returns is called. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void
}

/** `report` hears what listeners throw: one that fails stops neither the others nor whoever emits. */
export function openEmitter<Events extends object>(report: (error: unknown) => void): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>()
  return {
    on(name, listener) {
      const known = listeners.get(name) ?? new Set()
      listeners.set(name, known)
      // Of its own for each call: one function may listen twice.
      const own = (event: never) => listener(event)
      known.add(own)
      return () => void known.delete(own)
    },
    emit(name, event) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          listener(event as never)
        } catch (error) {
          report(error)
        }
      }
    },
  }
}

/** Throws `error` where nobody catches it, so that the browser or the process reports it like any other. */
export function throwLater(error: unknown): void {
  void Promise.reject(error)
}
