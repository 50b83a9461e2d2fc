import type { CommandResult, ServerMessage } from '@qtable/protocol'
import { boundedDetails } from '../wire/bounded.ts'
import { textFrame } from './frame.ts'

/** A message to one client. What brings it the floor (frames of versions, full syncs) comes from the frame cache. */
export type DirectMessage = Exclude<
  ServerMessage,
  { type: 'full_sync' | 'full_sync_part' | 'delta_update' | 'atomic_transaction_complete' }
>

/**
 * A message to one client as bytes. What grows with what the client sent is cut, so that no frame exceeds the limit
 * that every client may rely on (SY26).
 */
export function messageFrame(message: DirectMessage): Buffer {
  return textFrame(message.type === 'command_result' ? boundedResult(message) : message)
}

function boundedResult(result: CommandResult): CommandResult {
  const { error, ...rest } = result
  return { ...boundedDetails(rest), ...(error ? { error: boundedDetails(error) } : {}) }
}
