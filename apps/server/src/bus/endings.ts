import type { Accounts } from '../accounts/accounts.ts'
import type { Ended } from '../accounts/accounts-world.ts'
import type { Bus } from './bus.ts'

/** Tells the other nodes when sign-ins end here. */
export function tellEndings(bus: Bus): (ended: Ended) => void {
  return (ended) => bus.publish({ kind: 'ended', ended })
}

/** Ends here what has ended on another node. */
export function hearEndings(bus: Bus, accounts: Accounts): void {
  bus.subscribe((message) => {
    if (message.kind === 'ended') accounts.heardEnded(message.ended)
  })
}
