import { useSyncExternalStore } from 'react'

/** One value of the page that several screens read and set. */
export interface ValueStore<T> {
  get(): T
  set(value: T): void
  /** Reads it in a component, which renders again when it changes. */
  use(): T
  /** Reads a part of it, the same value as long as it says the same; the component renders again only when that changes. */
  usePart<P>(part: (value: T) => P): P
  /** Calls the listener at each change, until the function that it returns is called. */
  subscribe(listener: () => void): () => void
}

export function valueStore<T>(first: T): ValueStore<T> {
  let value = first
  const listeners = new Set<() => void>()
  const get = () => value
  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    get,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
    usePart: (part) => useSyncExternalStore(subscribe, () => part(value)),
    subscribe,
  }
}
