import { type Command, wholeSecond } from '@qtable/domain'
import { closeCodes, type ServerMessage } from '@qtable/protocol'
import type { FakeAccounts } from './fake-accounts.ts'
import type { FakeRestaurant } from './fake-restaurant.ts'

/** The server's end of one socket. */
export interface FakeStream {
  take(text: string): void
  /** Announces that the server stops, and closes. */
  drain(afterMs: number): void
  close(code: number): void
  send(message: ServerMessage): void
  /** The versions that the client acknowledged. */
  readonly acks: readonly number[]
}

export interface FakeStreamOptions {
  accounts: FakeAccounts
  restaurant: FakeRestaurant
  token: string
  cursor: string | undefined
  heartbeatSeconds: number
  now: () => number
  send(message: ServerMessage): void
  close(code: number): void
}

/** Speaks docs/sync-spec.md on one socket: confirmation, full sync or resume, then every commit. */
export function openFakeStream(options: FakeStreamOptions): FakeStream {
  const { accounts, restaurant, cursor, now } = options
  const timestamp = () => wholeSecond(now())
  const acks: number[] = []
  let { token } = options
  let isOver = false
  let { epoch } = restaurant

  const send = (message: ServerMessage) => {
    if (!isOver) options.send(message)
  }
  const close = (code: number) => {
    if (!isOver) options.close(code)
    isOver = true
  }
  const sendFull = () => {
    for (const message of fullSyncOf(restaurant)) send(message)
  }
  const sendSince = (from: string) => {
    for (const message of messagesSince(restaurant, from)) send(message)
  }

  send(confirmationOf(options, timestamp()))
  if (cursor === undefined) sendFull()
  else sendSince(cursor)

  restaurant.onCommit((transaction) => {
    if (epoch === restaurant.epoch) return send(restaurant.frame(transaction))
    epoch = restaurant.epoch
    send({ type: 'resync_required', reason: 'epoch' })
    sendFull()
  })

  function take(message: Record<string, unknown>): void {
    switch (message.type) {
      case 'ping':
        send({ type: 'pong', timestamp: timestamp() })
        break
      case 'ack':
        acks.push(Number(message.version))
        break
      case 'resume':
        sendSince(String(message.cursor))
        break
      case 'full_sync_request':
        sendFull()
        break
      case 'auth_refresh':
        token = String(message.token)
        break
      case 'command': {
        const command = message.command as Command
        const { person } = accounts.authenticate(token)
        const outcome = restaurant.execute(person, { id: command.id, isBatch: false, commands: [command] })
        send({ type: 'command_result', ...outcome, id: command.id })
      }
    }
  }

  return {
    acks,
    send,
    close,
    take(text) {
      if (isOver) return
      try {
        take(JSON.parse(text))
      } catch {
        close(closeCodes.authEnded)
      }
    },
    drain(afterMs) {
      send({ type: 'server_draining', reconnect_after_ms: afterMs })
      close(closeCodes.restart)
    },
  }
}

function confirmationOf(
  { accounts, restaurant, token, heartbeatSeconds }: FakeStreamOptions,
  timestamp: string,
): ServerMessage {
  const { expiresAt } = accounts.authenticate(token)
  return {
    type: 'connection_confirmation',
    connection_id: `connection-${token}`,
    restaurant_id: restaurant.id,
    epoch: restaurant.epoch,
    version: restaurant.floor.version,
    timestamp,
    heartbeat_interval: heartbeatSeconds,
    token_expires_at: wholeSecond(expiresAt),
  }
}

/** A full sync, in as many frames as it needs (SY26). */
function fullSyncOf(restaurant: FakeRestaurant): ServerMessage[] {
  const full = restaurant.full()
  const { version, reservations } = full
  const perFrame = restaurant.reservationsPerFrame
  if (reservations.length <= perFrame) return [{ type: 'full_sync', ...full }]
  const messages: ServerMessage[] = [
    { type: 'full_sync', ...full, reservations: reservations.slice(0, perFrame), has_more: true },
  ]
  for (let from = perFrame; from < reservations.length; from += perFrame) {
    const rows = reservations.slice(from, from + perFrame)
    messages.push({
      type: 'full_sync_part',
      version,
      offset: from,
      reservations: rows,
      has_more: from + perFrame < reservations.length,
    })
  }
  return messages
}

/** The answer to a cursor. */
function messagesSince(restaurant: FakeRestaurant, cursor: string): ServerMessage[] {
  const since = restaurant.versionOf(cursor)
  if (since === undefined) {
    return [{ type: 'resync_required', reason: 'cursor_invalid' }, ...fullSyncOf(restaurant)]
  }
  const { version } = restaurant.floor
  const resumed: ServerMessage = { type: 'resumed', from_version: since, version }
  return version > since ? [resumed, restaurant.merged(since)] : [resumed]
}
