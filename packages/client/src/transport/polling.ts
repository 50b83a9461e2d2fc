import { type Command, Problem } from '@qtable/domain'
import type { Platform } from '../platform.ts'
import type { ConnectionEvent, OutgoingMessage, ServerConnection, Transport, TransportOptions } from './connection.ts'
import { openDeltaStream } from './delta-stream.ts'
import type { Http } from './http.ts'
import { sendOverHttp } from './send-over-http.ts'

export interface PollingOptions {
  platform: Platform
  call: Http
  /** Milliseconds between two polls; 3 s unless given. */
  everyMs?: number | undefined
}

/** The stream without a socket (SY106): polls `/sync/delta`, and sends commands through `/sync/batch`. */
export function pollingTransport(options: PollingOptions): Transport {
  return { open: (connection, on) => openPolling(options, connection, on) }
}

function openPolling(
  { platform, call, everyMs = 3_000 }: PollingOptions,
  connection: TransportOptions,
  on: (event: ConnectionEvent) => void,
): ServerConnection {
  let queue: OutgoingMessage[] = []
  let isOver = false
  let isBusy = false
  let timer: unknown

  function emit(event: ConnectionEvent): void {
    if (isOver) return
    isOver = event.type === 'closed'
    on(event)
  }

  const stream = openDeltaStream(connection, {
    call,
    newId: platform.newId,
    isClosed: () => isOver,
    emit: (message) => emit({ type: 'message', message }),
  })

  async function deliver(message: OutgoingMessage): Promise<void> {
    switch (message.type) {
      case 'command':
        return deliver({ type: 'upload', operations: [message.command as Command] })
      case 'upload':
      case 'batch':
        for (const event of await sendOverHttp(call, message)) emit(event)
        return stream.poll()
      case 'resume':
        return stream.poll({ resumeCursor: message.cursor })
      case 'full_sync_request':
        stream.forgetCursor()
        return stream.poll()
      case 'ping':
        return stream.poll()
      case 'pong':
      case 'ack':
      case 'auth_refresh':
    }
  }

  // One request at a time: a poll must not overtake the answer to a command, and two answers that cross would bring the
  // same change twice.
  async function run(first: () => Promise<void>): Promise<void> {
    isBusy = true
    platform.clearTimeout(timer)
    try {
      await first()
      for (let next = queue.shift(); next && !isOver; next = queue.shift()) await deliver(next)
      isBusy = false
      if (!isOver) timer = platform.setTimeout(() => void run(stream.poll), everyMs)
    } catch (error) {
      const problem =
        error instanceof Problem ? error : new Problem('unavailable', 'The answer is broken', { cause: error })
      emit({ type: 'closed', code: 1006, problem })
    }
  }

  void run(stream.begin)
  return {
    send(message) {
      queue.push(message)
      if (!isBusy && !isOver) void run(async () => {})
    },
    close() {
      isOver = true
      queue = []
      platform.clearTimeout(timer)
    },
  }
}
