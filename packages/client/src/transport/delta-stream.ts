import { Problem } from '@qtable/domain'
import type { ServerMessage } from '@qtable/protocol'
import type { TransportOptions } from './connection.ts'
import { type Http, notAQTableServer } from './http.ts'
import { hasFieldsOf } from './server-message.ts'

/** Reads the feed over HTTP and gives it the form of a socket's messages. */
export interface DeltaStream {
  /** Confirms the connection with the first answer, and catches up. */
  begin(): Promise<void>
  /** Brings everything that is missing. With a `cursor` it goes on from there and says `resumed`, as to a `resume`. */
  poll(options?: { resumeCursor?: string }): Promise<void>
  /** Makes the next poll a full sync. */
  forgetCursor(): void
}

type MessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>
type Full = Omit<MessageOf<'full_sync'>, 'type'>
interface Delta {
  from_version: number
  version: number
  cursor: string
  timestamp: string
  has_more: boolean
  changes: MessageOf<'delta_update'>['changes']
}

const nobody = { id: '', name: '' }
const noId = '00000000-0000-0000-0000-000000000000'
// There are no pings to wait for. Each poll counts as one, and 2.5 of these intervals without a poll are silence.
const heartbeatSeconds = 30

/** A delta does not say who changed what: actor and ids of the frames are empty. */
export function openDeltaStream(
  { restaurantId, resumeFrom }: TransportOptions,
  options: { call: Http; newId: () => string; isClosed: () => boolean; emit: (message: ServerMessage) => void },
): DeltaStream {
  const { call, newId, isClosed, emit } = options
  let cursor = resumeFrom?.cursor

  function confirm({ epoch, version, timestamp }: Pick<Full, 'epoch' | 'version' | 'timestamp'>): void {
    emit({
      type: 'connection_confirmation',
      connection_id: newId(),
      restaurant_id: restaurantId,
      epoch,
      version,
      timestamp,
      heartbeat_interval: heartbeatSeconds,
      token_expires_at: timestamp,
    })
  }

  async function takeFull({ isFirst = false } = {}): Promise<void> {
    const full = await requestFull(call)
    if (isFirst) confirm(full)
    if (cursor !== undefined) emit({ type: 'resync_required', reason: 'cursor_invalid' })
    cursor = full.cursor
    emit({ type: 'full_sync', ...full })
  }

  async function takeDeltas(first: Delta): Promise<void> {
    let delta: Delta | undefined = first
    while (delta && !isClosed()) {
      if (delta.version > delta.from_version) emit(frameOf(delta, restaurantId))
      cursor = delta.cursor
      delta = delta.has_more ? await requestDelta(call, delta.cursor) : undefined
    }
  }

  const emitResumed = ({ from_version, version }: Delta) => emit({ type: 'resumed', from_version, version })

  return {
    async begin() {
      const delta = resumeFrom && (await requestDelta(call, resumeFrom.cursor))
      if (!delta) return takeFull({ isFirst: true })
      // A cursor that can be continued is of the base's epoch.
      confirm({ ...delta, epoch: resumeFrom.epoch })
      emitResumed(delta)
      await takeDeltas(delta)
    },
    async poll({ resumeCursor } = {}) {
      if (resumeCursor !== undefined) cursor = resumeCursor
      const delta = cursor === undefined ? undefined : await requestDelta(call, cursor)
      if (!delta) return takeFull()
      if (resumeCursor !== undefined) emitResumed(delta)
      await takeDeltas(delta)
      emit({ type: 'ping', timestamp: delta.timestamp, version: delta.version })
    },
    forgetCursor() {
      cursor = undefined
    },
  }
}

async function requestFull(call: Http): Promise<Full> {
  const full = await call({ method: 'GET', path: '/sync/full' })
  if (!hasFieldsOf('full_sync', full)) throw notAQTableServer()
  return full as Full
}

/** Undefined where the cursor cannot be continued. */
async function requestDelta(call: Http, since: string): Promise<Delta | undefined> {
  try {
    const path = `/sync/delta?since=${encodeURIComponent(since)}`
    const delta = (await call({ method: 'GET', path })) as Delta | undefined
    if (typeof delta?.version !== 'number' || !Array.isArray(delta.changes)) throw notAQTableServer()
    return delta
  } catch (error) {
    if (error instanceof Problem && error.code === 'full_sync_required') return undefined
    throw error
  }
}

function frameOf(delta: Delta, restaurantId: number): ServerMessage {
  return {
    type: 'atomic_transaction_complete',
    merged: true,
    restaurant_id: restaurantId,
    prev_version: delta.from_version,
    version: delta.version,
    cursor: delta.cursor,
    timestamp: delta.timestamp,
    transaction_id: noId,
    command_ids: [],
    actor: nobody,
    changes: delta.changes,
  }
}
