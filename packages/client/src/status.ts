import type { Membership } from '@qtable/protocol'
import type { StoredSession } from './storage/storage.ts'
import { type ConnectionStatus, signedOutStatus } from './sync/connection-status.ts'

/** Everything that a screen shows beside the floor. */
export interface Status extends ConnectionStatus {
  /** How many mutations of this person have no outcome yet. */
  unsent: number
  /** The oldest of them has had no answer for a second: a screen says that it is on its way. */
  isLate: boolean
  /** Where they are kept: `memory` is lost with the page. */
  storage: 'memory' | 'indexed-db'
  /** Whether unsent mutations are stored, and outlive the page. Where not, a screen must say so. */
  isKept: boolean
  /** Whether this tab has the connection. The other tabs go through it. */
  isLeader: boolean
  user: StoredSession['user'] | undefined
  restaurant: StoredSession['restaurant'] | undefined
  restaurants: readonly Membership[]
}

/** The status of a client. */
export interface StatusSource {
  /** The same value until the next `set` or `emit`. */
  readonly current: Status
  /** Changes the connection without an event. An `emit` follows. */
  set(connection: ConnectionStatus): void
  /** Reads the status again, with a new connection where it is given, and emits it. */
  emit(connection?: ConnectionStatus): void
}

export function openStatus(options: {
  read: () => Pick<Status, 'unsent' | 'isLate' | 'storage' | 'isKept' | 'isLeader'> & {
    session: StoredSession | undefined
  }
  onChange: (status: Status) => void
}): StatusSource {
  let connection = signedOutStatus
  let current: Status | undefined

  function readStatus(): Status {
    const { session, ...rest } = options.read()
    const { user, restaurant, restaurants = [] } = session ?? {}
    return { ...connection, ...rest, user, restaurant, restaurants }
  }

  function set(next: ConnectionStatus): void {
    connection = next
    current = undefined
  }

  function now(): Status {
    current ??= readStatus()
    return current
  }

  return {
    get current() {
      return now()
    },
    set,
    emit(next = connection) {
      set(next)
      options.onChange(now())
    },
  }
}
