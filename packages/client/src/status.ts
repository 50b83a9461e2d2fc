import type { Membership } from '@qtable/protocol'
import type { StoredSession } from './storage/storage.ts'
import type { SyncState } from './sync/state.ts'

/** How a client is connected. */
export interface ConnectionStatus {
  /**
   * `live`: everything that happens is seen at once. `catching_up`: connected, not yet there. `connecting`: for the
   * first time. `offline`: the server cannot be reached; all that is done is kept and sent later. `signed_out`: nobody
   * is signed in, or their session is over.
   */
  connection: 'live' | 'catching_up' | 'connecting' | 'offline' | 'signed_out'
  /** `polling` where sockets do not get through: changes of others take some seconds. */
  transport: 'socket' | 'polling'
}

/** What people are told of the state that the connection is in. */
export function statusOf(state: SyncState): ConnectionStatus {
  const transport = 'link' in state ? state.link.transport : 'socket'
  switch (state.phase) {
    case 'live':
    case 'catching_up':
      return { connection: state.link.isDoubted ? 'offline' : state.phase, transport }
    case 'connecting':
    case 'renewing':
      return { connection: state.link.attempt === 0 ? 'connecting' : 'offline', transport }
    case 'waiting':
    case 'stopped':
      return { connection: 'offline', transport }
    case 'signed_out':
      return { connection: 'signed_out', transport }
  }
}

export const signedOut: ConnectionStatus = { connection: 'signed_out', transport: 'socket' }

/** Everything that a screen shows beside the floor. */
export interface Status extends ConnectionStatus {
  /** How many changes of this person wait for the server's answer. */
  unsent: number
  /** One of them has waited for longer than a second: whoever looks at it is told that it is on its way. */
  isLate: boolean
  /** Where they wait: `memory` is lost with the page. */
  storage: 'memory' | 'indexed-db'
  /** Whether this tab has the connection; the others talk through it. */
  isLeader: boolean
  user: StoredSession['user'] | undefined
  restaurant: StoredSession['restaurant'] | undefined
  restaurants: readonly Membership[]
}

/** The status of a client: the same value until something is said to have changed. */
export function openStatusBoard(
  read: () => Pick<Status, 'unsent' | 'isLate' | 'storage' | 'isLeader'> & { session: StoredSession | undefined },
): { readonly status: Status; change(connection?: ConnectionStatus): Status } {
  let connection = signedOut
  let status: Status | undefined

  function statusNow(): Status {
    if (status) return status
    const { session, ...rest } = read()
    const { user, restaurant, restaurants = [] } = session ?? {}
    status = { ...connection, ...rest, user, restaurant, restaurants }
    return status
  }

  return {
    get status() {
      return statusNow()
    },
    change(next = connection) {
      connection = next
      status = undefined
      return statusNow()
    },
  }
}
