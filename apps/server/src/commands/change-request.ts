import type { Command, Unit } from '@qtable/domain'

/** What one request asks for, as it came in: its payloads are not read yet. */
export interface ChangeRequest {
  unit: Omit<Unit, 'commands'> & { commands: readonly Command[] }
  /** The client named the unit (a command's id, `transaction_id`, `Idempotency-Key`) and may send it again. */
  clientChoseId: boolean
  /** Where each command's payload stands in the body, for the names of wrong fields: `''` is the body itself. */
  paths?: readonly string[]
}
