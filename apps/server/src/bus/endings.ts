import type { Accounts } from '../accounts/accounts.ts'
import type { SessionsEnded } from '../accounts/identity.ts'
import type { Bus } from './bus.ts'

/** Tells the other nodes when sign-ins end here. */
export function tellEndings(bus: Bus): (ended: SessionsEnded) => void {
  return (ended) => bus.publish({ kind: 'ended', ended })
}

/** Ends here what has ended on another node. */
export function hearEndings(bus: Bus, accounts: Accounts): void {
  bus.subscribe((message) => {
    if (message.kind === 'ended') accounts.applySessionsEnded(message.ended)
  })
}
