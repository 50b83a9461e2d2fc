import type { Accounts } from '../accounts/accounts.ts'
import type { SessionsEnded } from '../accounts/identity.ts'
import type { Bus } from './bus.ts'

/** Publishes sessions that end on this node. */
export function publishEndings(bus: Bus): (ended: SessionsEnded) => void {
  return (ended) => bus.publish({ kind: 'ended', ended })
}

/** Ends sessions here that have ended on another node. */
export function applyEndings(bus: Bus, accounts: Accounts): void {
  bus.subscribe((message) => {
    if (message.kind === 'ended') accounts.applySessionsEnded(message.ended)
  })
}
