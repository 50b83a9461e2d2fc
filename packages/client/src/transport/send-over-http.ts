import { Problem } from '@qtable/domain'
import type { OperationResult, ServerMessage } from '@qtable/protocol'
import type { ConnectionEvent, Outgoing } from './connection.ts'
import type { Http } from './http.ts'

type ByHttp = Extract<Outgoing, { type: 'batch' | 'upload' }>

/** Sends what goes over HTTP and gives the answers the form that a socket has. */
export async function sendOverHttp(call: Http, message: ByHttp): Promise<ConnectionEvent[]> {
  const ids = message.type === 'batch' ? [message.transaction_id] : message.operations.map(({ id }) => id)
  try {
    return message.type === 'batch' ? [await sendBatch(call, message)] : await upload(call, ids, message.operations)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [{ type: 'send_failed', ids, problem: error }]
  }
}

async function sendBatch(call: Http, { transaction_id, operations }: ByHttp & { type: 'batch' }) {
  const answer = await call({ method: 'POST', path: '/atomic/batch', body: { transaction_id, operations } })
  const version = (answer as { version?: unknown } | undefined)?.version
  if (typeof version !== 'number') throw notOurs()
  return messageOf({ type: 'command_result', id: transaction_id, status: 'applied', version })
}

async function upload(call: Http, ids: readonly string[], operations: readonly unknown[]) {
  const answer = await call({ method: 'POST', path: '/sync/batch', body: { operations } })
  const results = (answer as { results?: unknown } | undefined)?.results
  if (!Array.isArray(results) || results.length !== ids.length) throw notOurs()
  // By their place: the id of what could not be read is null.
  return results.map((result: OperationResult, index) =>
    messageOf({ type: 'command_result', ...result, id: ids[index] ?? '' }),
  )
}

function messageOf(message: ServerMessage): ConnectionEvent {
  return { type: 'message', message }
}

function notOurs(): Problem {
  return new Problem('unavailable', 'What answered is no QTable server')
}
