import { Problem } from '@qtable/domain'
import type { OperationResult, ServerMessage } from '@qtable/protocol'
import type { ConnectionEvent, OutgoingMessage } from './connection.ts'
import { type Http, notAQTableServer } from './http.ts'

type HttpMessage = Extract<OutgoingMessage, { type: 'batch' | 'upload' }>

/** Sends a batch or an upload, and gives the answers the form that they have on a socket. */
export async function sendOverHttp(call: Http, message: HttpMessage): Promise<ConnectionEvent[]> {
  const ids = message.type === 'batch' ? [message.transaction_id] : message.operations.map(({ id }) => id)
  try {
    return message.type === 'batch' ? [await sendBatch(call, message)] : await upload(call, ids, message.operations)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [{ type: 'send_failed', ids, problem: error }]
  }
}

async function sendBatch(call: Http, { transaction_id, operations }: HttpMessage & { type: 'batch' }) {
  const answer = await call({ method: 'POST', path: '/atomic/batch', body: { transaction_id, operations } })
  const { version, warnings } = (answer ?? {}) as { version?: unknown; warnings?: OperationResult['warnings'] }
  if (typeof version !== 'number') throw notAQTableServer()
  return messageEvent({
    ...{ type: 'command_result', id: transaction_id, status: 'applied', version },
    ...(warnings && { warnings }),
  })
}

async function upload(call: Http, ids: readonly string[], operations: readonly unknown[]) {
  const answer = await call({ method: 'POST', path: '/sync/batch', body: { operations } })
  const results = (answer as { results?: unknown } | undefined)?.results
  if (!Array.isArray(results) || results.length !== ids.length) throw notAQTableServer()
  // Matched by position: the id of an operation that could not be read is null.
  return results.map((result: OperationResult, index) =>
    messageEvent({ type: 'command_result', ...result, id: ids[index] ?? '' }),
  )
}

function messageEvent(message: ServerMessage): ConnectionEvent {
  return { type: 'message', message }
}
