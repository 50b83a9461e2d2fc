import type { Command, Unit } from '@qtable/domain'

/** A change as a client requested it. Its payloads are not validated yet. */
export interface ChangeRequest {
  unit: Omit<Unit, 'commands'> & { commands: readonly Command[] }
  /** The client named the unit (a command's id, `transaction_id`, `Idempotency-Key`) and may send it again. */
  clientChoseId: boolean
  /** The path of each command's payload in the body, for the names of invalid fields; `''` is the body itself. */
  paths?: readonly string[]
  /** The commands by which a repeat is known, where the floor has left something of them out. */
  sent?: readonly Pick<Command, 'type' | 'payload'>[] | undefined
}
