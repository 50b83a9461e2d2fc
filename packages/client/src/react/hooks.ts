import type { EntityOf, Floor, ListedType } from '@qtable/domain'
import { listOf } from '@qtable/domain'
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import type { Client, ClientEvents } from '../client.ts'
import type { Status } from '../status.ts'
import { useClient } from './provider.ts'
import { shallowEqual } from './shallow-equal.ts'

/** The floor with the own mutations on top; undefined until there is one. */
export function useView(): Floor | undefined {
  const client = useClient()
  return useSyncExternalStore(
    useSubscription(client, 'view'),
    () => client.view,
    () => client.view,
  )
}

/**
 * A part of the floor; undefined until there is one. The component renders again only when that part has changed by
 * `isEqual`, which compares lists and records part by part unless given.
 */
export function useFloor<T>(
  select: (floor: Floor) => T,
  isEqual: (a: T, b: T) => boolean = shallowEqual,
): T | undefined {
  const client = useClient()
  return useSelected(client, 'view', {
    read: () => client.view,
    select: (floor) => (floor ? select(floor) : undefined),
    isEqual: (a, b) => a !== undefined && b !== undefined && isEqual(a, b),
    key: select,
  })
}

/** The entities of a kind, all of them or those that `where` keeps: `useEntities('guest', isLate)`. */
export function useEntities<T extends ListedType>(
  type: T,
  where?: (entity: EntityOf<T>) => boolean,
): readonly EntityOf<T>[] {
  const list = useFloor((floor) => {
    const all = [...listOf(floor, type).values()]
    return where ? all.filter(where) : all
  })
  return list ?? none
}

const none: readonly never[] = []

/** The status of the client: connection, who is signed in, what is unsent. A part of it with `select`. */
export function useStatus(): Status
export function useStatus<T>(select: (status: Status) => T): T
export function useStatus<T>(select?: (status: Status) => T): T | Status {
  const client = useClient()
  return useSelected(client, 'status', {
    read: () => client.status,
    select: (status): T | Status => (select ? select(status) : status),
    isEqual: shallowEqual,
    key: select,
  })
}

/** `client.run`, the same function at every render. */
export function useRun(): Client['run'] {
  const client = useClient()
  return useCallback<Client['run']>((...args) => client.run(...args), [client])
}

/** The own mutations without an outcome, oldest first. */
export function usePending(): Client['pending'] {
  const client = useClient()
  return useSyncExternalStore(
    useSubscription(client, 'pending'),
    () => client.pending,
    () => client.pending,
  )
}

/** The refusals that are not dismissed, oldest first. */
export function useRefusals(): Client['refusals'] {
  const client = useClient()
  return useSyncExternalStore(
    useSubscription(client, 'refusals'),
    () => client.refusals,
    () => client.refusals,
  )
}

/** Calls `listener` at each event of that name while the component is mounted. */
export function useClientEvent<Name extends keyof ClientEvents>(
  name: Name,
  listener: (event: ClientEvents[Name]) => void,
): void {
  const client = useClient()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => client.on(name, (event) => latest.current(event)), [client, name])
}

function useSubscription(client: Client, name: keyof ClientEvents) {
  return useCallback((listener: () => void) => client.on(name, listener), [client, name])
}

interface Selection<S, T> {
  read: () => S
  select: (state: S) => T
  isEqual: (a: T, b: T) => boolean
  /** Changes when `select` does. */
  key: unknown
}

// React reads a snapshot twice in a render and expects the same value. So the last one is kept for its state and its
// selector, because a list would otherwise be a new value each time.
function useSelected<S, T>(client: Client, name: keyof ClientEvents, selection: Selection<S, T>): T {
  const last = useRef<{ state: S; key: unknown; value: T } | undefined>(undefined)
  const { read, select, isEqual, key } = selection
  const snapshot = (): T => {
    const state = read()
    const known = last.current
    if (known && known.state === state && known.key === key) return known.value
    const value = select(state)
    const kept = known && isEqual(known.value, value) ? known.value : value
    last.current = { state, key, value: kept }
    return kept
  }
  return useSyncExternalStore(useSubscription(client, name), snapshot, snapshot)
}
