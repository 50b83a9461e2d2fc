import type { SyncState } from './state.ts'

/** How a client is connected. */
export interface ConnectionStatus {
  /**
   * `live`: every change shows at once. `catching_up`: connected, and older changes are missing. `connecting`: for the
   * first time. `offline`: the server cannot be reached; mutations are kept and sent later. `signed_out`: nobody is
   * signed in, or the session ended.
   */
  connection: 'live' | 'catching_up' | 'connecting' | 'offline' | 'signed_out'
  /** `polling` where sockets do not get through: changes of others take some seconds. */
  transport: 'socket' | 'polling'
}

export const signedOutStatus: ConnectionStatus = { connection: 'signed_out', transport: 'socket' }

export function connectionStatusOf(state: SyncState): ConnectionStatus {
  const transport = 'link' in state ? state.link.transport : 'socket'
  switch (state.phase) {
    case 'live':
    case 'catching_up':
      return { connection: state.link.isDoubtful ? 'offline' : state.phase, transport }
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
