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
      return { connection: state.phase, transport }
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
