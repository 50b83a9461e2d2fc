/** Calls the listeners of named events. */
export interface Emitter<Events extends object> {
  /** Calls `listener` at each event of that name. The returned function ends it. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void
}

/** Opens an emitter. A listener that throws is passed to `reportError` and stops neither the others nor the emitter. */
export function openEmitter<Events extends object>(reportError: (error: unknown) => void): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>()
  return {
    on(name, listener) {
      const known = listeners.get(name) ?? new Set()
      listeners.set(name, known)
      // A new function for each call, because one listener may subscribe twice.
      const subscription = (event: never) => listener(event)
      known.add(subscription)
      return () => void known.delete(subscription)
    },
    emit(name, event) {
      for (const listener of [...(listeners.get(name) ?? [])]) {
        try {
          listener(event as never)
        } catch (error) {
          reportError(error)
        }
      }
    },
  }
}

/** Raises `error` as an unhandled rejection, which the browser or the process reports. */
export function throwLater(error: unknown): void {
  void Promise.reject(error)
}
