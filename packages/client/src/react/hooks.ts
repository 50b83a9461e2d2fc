import type { Combination, Floor, Guest, ListedType, Reservation, Restaurant, Section, Table } from '@qtable/domain'
import { listOf } from '@qtable/domain'
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react'
import type { Client, ClientEvents } from '../client.ts'
import type { Status } from '../status.ts'
import { useClient } from './provider.ts'
import { shallowEqual } from './shallow-equal.ts'

/** The floor as it is seen here, own changes included; undefined until there is one. */
export function useView(): Floor | undefined {
  const client = useClient()
  return useSyncExternalStore(
    useSubscription(client, 'view'),
    () => client.view,
    () => client.view,
  )
}

/**
 * A part of the floor, undefined until there is one. The component renders again only where that part has changed:
 * where `isEqual` says otherwise, the value before is kept. By default lists and records of the same parts are equal.
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

/** How things are beside the floor: connection, who is signed in, what is unsent. A part of it with `select`. */
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
  return useCallback<Client['run']>((...given) => client.run(...given), [client])
}

/** The own changes without an answer, oldest first. */
export function usePending(): Client['pending'] {
  const client = useClient()
  return useSyncExternalStore(
    useSubscription(client, 'pending'),
    () => client.pending,
    () => client.pending,
  )
}

/** What was refused and not dismissed, oldest first. */
export function useRefusals(): Client['refusals'] {
  const client = useClient()
  return useSyncExternalStore(
    useSubscription(client, 'refusals'),
    () => client.refusals,
    () => client.refusals,
  )
}

/** Calls `listener` at each event of that name while the component is there. */
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

export const useRestaurant = (): Restaurant | undefined => useFloor((floor) => floor.restaurant)
/** Every party on the floor, or those that `where` keeps. */
export const useGuests = (where?: (guest: Guest) => boolean): readonly Guest[] => useList<Guest>('guest', where)
export const useTables = (where?: (table: Table) => boolean): readonly Table[] => useList<Table>('table', where)
export const useReservations = (where?: (reservation: Reservation) => boolean): readonly Reservation[] =>
  useList<Reservation>('reservation', where)
export const useSections = (where?: (section: Section) => boolean): readonly Section[] =>
  useList<Section>('section', where)
export const useCombinations = (where?: (combination: Combination) => boolean): readonly Combination[] =>
  useList<Combination>('combination', where)

const none: readonly never[] = []

function useList<E>(type: ListedType, where?: (entity: E) => boolean): readonly E[] {
  const list = useFloor((floor) => {
    const all = [...listOf(floor, type).values()] as unknown as E[]
    return where ? all.filter(where) : all
  })
  return list ?? none
}

function useSubscription(client: Client, name: keyof ClientEvents) {
  return useCallback((listener: () => void) => client.on(name, listener), [client, name])
}

interface Selection<S, T> {
  read: () => S
  select: (state: S) => T
  isEqual: (a: T, b: T) => boolean
  /** Changes where `select` does. */
  key: unknown
}

// One snapshot for one state and one selector: React compares what it reads twice in a render, and a list that is made
// anew each time would never be the same.
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
