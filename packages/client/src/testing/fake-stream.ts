import type { Command } from '@qtable/domain'
import { closeCodes, type ServerMessage } from '@qtable/protocol'
import type { FakeAccounts } from './fake-accounts.ts'
import type { FakeRestaurant } from './fake-restaurant.ts'

/** The server's side of one socket. */
export interface FakeStream {
  take(text: string): void
  /** Says that the server stops, and stops. */
  drain(afterMs: number): void
  close(code: number): void
  send(message: ServerMessage): void
  /** Versions that the client acknowledged. */
  readonly acks: readonly number[]
}

/** Speaks docs/sync-spec.md on one socket: confirmation, full sync or resume, then every commit. */
export function openStream(options: {
  accounts: FakeAccounts
  restaurant: FakeRestaurant
  token: string
  cursor: string | undefined
  heartbeatSeconds: number
  now: () => number
  send(message: ServerMessage): void
  close(code: number): void
}): FakeStream {
  const { accounts, restaurant, cursor, heartbeatSeconds, now } = options
  const timestamp = () => new Date(now()).toISOString()
  const acks: number[] = []
  let { token } = options
  let isOver = false
  let epoch = restaurant.epoch

  const send = (message: ServerMessage) => {
    if (!isOver) options.send(message)
  }
  const close = (code: number) => {
    if (!isOver) options.close(code)
    isOver = true
  }

  function full(): void {
    send({ type: 'full_sync', ...restaurant.full() })
  }

  function resume(from: string): void {
    const since = restaurant.versionOf(from)
    if (since === undefined) {
      send({ type: 'resync_required', reason: 'cursor_invalid' })
      full()
      return
    }
    const { version } = restaurant.floor
    send({ type: 'resumed', from_version: since, version })
    if (version > since) send(restaurant.merged(since))
  }

  const { expiresAt } = accounts.authenticate(token)
  send({
    type: 'connection_confirmation',
    connection_id: `connection-${token}`,
    restaurant_id: restaurant.id,
    epoch,
    version: restaurant.floor.version,
    timestamp: timestamp(),
    heartbeat_interval: heartbeatSeconds,
    token_expires_at: new Date(expiresAt).toISOString(),
  })
  if (cursor === undefined) full()
  else resume(cursor)

  restaurant.onCommit((transaction) => {
    if (epoch !== restaurant.epoch) {
      epoch = restaurant.epoch
      send({ type: 'resync_required', reason: 'epoch' })
      full()
    } else send(restaurant.frame(transaction))
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
        resume(String(message.cursor))
        break
      case 'full_sync_request':
        full()
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
