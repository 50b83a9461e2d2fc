import { closeCodes } from '@qtable/protocol'
import { withSentReady } from '../outbox/outbox.ts'
import type { Platform } from '../platform.ts'
import type { Store } from '../replica/store.ts'
import type { ConnectionEvent, ServerConnection, Transport } from '../transport/connection.ts'
import { type MessageHandlerOptions, openMessageHandler } from './message-handler.ts'
import { openSender } from './sender.ts'
import type { Link, SyncEffect, SyncEvent, SyncState } from './state.ts'

/** The present connection of the sync engine, and what goes over it. */
export interface ServerLink {
  /** Opens a connection that goes on from the base. */
  open(transport: Link['transport']): void
  /** Closes it. Mutations without an answer are sent again over the next one. */
  drop(): void
  send(message: (SyncEffect & { type: 'send' })['message']): void
  /** Sends the next mutations, unless some are on their way. */
  deliver(): void
}

export interface ServerLinkOptions
  extends Pick<MessageHandlerOptions, 'onClock' | 'onNotice' | 'onWarned' | 'restaurantId'> {
  platform: Platform
  store: Store
  transports: Readonly<Record<Link['transport'], Transport>>
  /** The access token of the signed-in person. */
  accessToken(): string | undefined
  state(): SyncState
  dispatch(event: SyncEvent): void
}

export function openServerLink(options: ServerLinkOptions): ServerLink {
  const { platform, store, transports, restaurantId, accessToken, dispatch } = options
  const sender = openSender({ store, platform })
  const handler = openMessageHandler({ ...options, sender })
  let connection: ServerConnection | undefined

  function take(event: ConnectionEvent, from: ServerConnection): void {
    switch (event.type) {
      case 'message':
        dispatch({ type: 'heard' })
        handler.take(event.message, from)
        break
      case 'send_failed':
        sender.take(event, from)
        break
      case 'closed': {
        const { code, problem } = event
        // The server could not read a message. Each mutation that was on its way goes alone now, over HTTP.
        drop({ areSuspect: code === closeCodes.badMessage || code === closeCodes.messageTooLarge })
        const retryAfterMs = (problem?.retryAfterSeconds ?? 0) * 1000
        dispatch({ type: 'closed', code, retryAfterMs, ...(problem && { problem: problem.code }) })
      }
    }
  }

  function drop({ areSuspect = false } = {}): void {
    connection?.close()
    connection = undefined
    sender.stop()
    handler.stop()
    store.changeOutbox((outbox) => ({ outbox: withSentReady(outbox, { areSuspect }), settled: [] }))
  }

  return {
    open(transport) {
      const { base } = store
      const resumeFrom = base && { cursor: base.cursor, epoch: base.epoch }
      const opened = transports[transport].open({ restaurantId, resumeFrom }, (event) => {
        // A connection that was dropped may still have messages under way.
        if (connection === opened) take(event, opened)
      })
      connection = opened
    },
    drop: () => drop(),
    send(message) {
      const cursor = store.base?.cursor
      switch (message) {
        case 'ping':
          connection?.send({ type: 'ping' })
          break
        case 'auth_refresh':
          connection?.send({ type: message, token: accessToken() ?? '' })
          break
        case 'resume':
          handler.forgetTarget()
          connection?.send(cursor === undefined ? { type: 'full_sync_request' } : { type: message, cursor })
      }
    },
    deliver() {
      if (connection) sender.deliver(connection)
    },
  }
}
