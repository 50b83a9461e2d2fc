import { maxFrameBytes, type Session, uuidv7 } from '@qtable/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { openRestaurantNode, openTestNode } from './testing/open-node.ts'
import { canonicalFloor, openReplica, type Replica } from './testing/replica.ts'
import type { ReceivedMessage } from './testing/test-socket.ts'

/** A client that refuses a message of more than 512 KiB. */
function openStrictClient(node: { port: number }, session: Session, path = '/ws/restaurant/sync') {
  const socket = new WebSocket(`ws://127.0.0.1:${node.port}${path}`, {
    headers: { authorization: `Bearer ${session.access_token}` },
    maxPayload: maxFrameBytes,
  })
  onTestFinished(() => socket.terminate())
  const received: ReceivedMessage[] = []
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  let failure: Error | undefined
  socket.on('error', (error) => {
    failure = error
  })
  const wakers = new Set<() => void>()
  const wake = () => {
    for (const waker of wakers) waker()
  }
  socket.on('message', (data) => {
    received.push(JSON.parse(String(data)) as ReceivedMessage)
    wake()
  })
  void closed.then(wake)
  let read = 0
  return {
    received,
    closed,
    async next(isMatch: (message: ReceivedMessage) => boolean): Promise<ReceivedMessage> {
      for (;;) {
        while (read < received.length) {
          const message = received[read++]
          if (message && isMatch(message)) return message
        }
        if (failure) throw failure
        if (socket.readyState === WebSocket.CLOSED) throw new Error('the socket is closed')
        await new Promise<void>((resolve) => wakers.add(resolve))
      }
    },
  }
}

type StrictClient = ReturnType<typeof openStrictClient>

/** Reads into the replica until its floor is the one of the node. */
async function readUpTo(client: StrictClient, replica: Replica, expected: Record<string, unknown>) {
  const text = canonicalFloor(expected)
  while (replica.version < Number(expected.version) || replica.text() !== text) {
    await client.next((message) => replica.take(message))
  }
}

async function fullSync(node: { url: string }, session: Session): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${session.access_token}` }
  return (await (await fetch(`${node.url}/api/v1/sync/full`, { headers })).json()) as Record<string, unknown>
}

const dayMs = 86_400_000

/** `count` bookings ahead, with notes of `notesLength` characters. */
function bookings(count: number, notesLength = 60) {
  return Array.from({ length: count }, (_, i) => ({
    ...{ name: `Party ${i} äöü`, partySize: 2, notes: '€'.repeat(notesLength) },
    startsAt: new Date(Date.now() + dayMs + i * 60_000).toISOString(),
  }))
}

async function openNodeWithBookings(count: number) {
  const opened = await openRestaurantNode()
  const book = async (more: number) => {
    for (let done = 0; done < more; done += 100) {
      await opened.run('reservation.import', { reservations: bookings(Math.min(100, more - done)) })
    }
  }
  await book(count)
  return { ...opened, book }
}

test('[SY26] a client that takes 512 KiB at most connects and stays equal with 2,500 bookings ahead', async () => {
  const { node, session, run } = await openNodeWithBookings(2500)
  for (const path of ['/ws/restaurant/sync', '/realtime']) {
    const client = openStrictClient(node, session, path)
    const replica = openReplica()
    await client.next(({ type }) => type === 'connection_confirmation')
    if (path === '/realtime') replica.reset(structuredClone(await fullSync(node, session)))
    await run('guest.create', { partySize: 2 })
    await readUpTo(client, replica, await fullSync(node, session))
    const parts = client.received.filter(({ type }) => type === 'full_sync_part')
    expect(parts.length > 0).toBe(path !== '/realtime')
    if (parts.length === 0) continue
    // The parts follow their full sync without a message between.
    const from = client.received.findIndex(({ type }) => type === 'full_sync')
    expect(client.received.slice(from + 1, from + 1 + parts.length)).toEqual(parts)
    const starts = client.received
      .slice(from, from + 1 + parts.length)
      .flatMap(({ reservations }) => reservations as [])
    expect(starts).toHaveLength(2500)
  }
}, 60_000)

test('[SY26] such a client catches up over 2,500 bookings, on a node with the versions in memory and on one without', async () => {
  const { node, session, book } = await openNodeWithBookings(100)
  const past = await fullSync(node, session)
  await book(2500)
  const now = await fullSync(node, session)
  const cold = await openTestNode(node.db)
  for (const one of [node, cold]) {
    for (const path of ['/ws/restaurant/sync', '/realtime']) {
      const client = openStrictClient(one, session, `${path}?cursor=${past.cursor}`)
      const replica = openReplica()
      replica.reset(structuredClone(past))
      await readUpTo(client, replica, now)
      expect(client.received.map(({ type }) => type)).not.toContain('full_sync')
    }
  }
}, 60_000)

test('[SY26] [SY22] a version that is larger than a frame is resync_required and a full sync; /realtime closes with 4410', async () => {
  const { node, session, run } = await openRestaurantNode()
  const past = await fullSync(node, session)
  const open = openStrictClient(node, session)
  const live = openStrictClient(node, session, '/realtime')
  for (const client of [open, live]) await client.next(({ type }) => type === 'connection_confirmation')
  await run('guest.create', { partySize: 2 })
  await run('reservation.import', { reservations: bookings(200, 1900) })
  await run('guest.create', { partySize: 2 })
  const now = await fullSync(node, session)
  const resumed = openStrictClient(node, session, `/ws/restaurant/sync?cursor=${past.cursor}`)
  const cold = openStrictClient(await openTestNode(node.db), session, `/ws/restaurant/sync?cursor=${past.cursor}`)
  for (const client of [open, resumed, cold]) {
    const replica = openReplica()
    if (client !== open) replica.reset(structuredClone(past))
    await readUpTo(client, replica, now)
    expect(client.received).toContainEqual({ type: 'resync_required', reason: 'frame_too_large' })
    expect(client.received.map(({ type }) => type)).toContain('full_sync_part')
  }
  await live.next(({ reason }) => reason === 'frame_too_large')
  expect(await live.closed).toBe(4410)
}, 60_000)

test('[SY26] a floor whose parties alone exceed a frame is read over HTTP, and its cursor resumes', async () => {
  const { node, session, run } = await openRestaurantNode()
  for (let i = 0; i < 90; i++) await run('guest.create', { id: uuidv7(), partySize: 2, notes: '€'.repeat(2000) })
  const refused = openStrictClient(node, session)
  await refused.next(({ reason }) => reason === 'frame_too_large')
  expect(await refused.closed).toBe(4410)
  const full = await fullSync(node, session)
  const client = openStrictClient(node, session, `/ws/restaurant/sync?cursor=${full.cursor}`)
  await client.next(({ type }) => type === 'resumed')
  await run('guest.create', { partySize: 2 })
  const replica = openReplica()
  replica.reset(structuredClone(full))
  await readUpTo(client, replica, await fullSync(node, session))
}, 60_000)
