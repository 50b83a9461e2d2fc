import { expect, test } from 'vitest'
import { openRestaurantNode, openTestNode, registerRestaurant } from './testing/open-node.ts'
import { nextCommand, openDice, unlessRefused } from './testing/random-commands.ts'
import { canonicalFloor, openReplica, type Replica } from './testing/replica.ts'
import { connect, type TestSocket } from './testing/test-socket.ts'

const endpoints = ['/ws/restaurant/sync', '/realtime']

async function readUpTo(socket: TestSocket, replica: Replica, version: number) {
  while (replica.version < version) await socket.next((message) => replica.take(message))
}

/** A replica with the floor of a full sync. */
function replicaAt(full: Record<string, unknown>): Replica {
  const replica = openReplica()
  replica.reset(structuredClone(full))
  return replica
}

async function fullSync(node: { url: string }, token: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${node.url}/api/v1/sync/full`, { headers: { authorization: `Bearer ${token}` } })
  return (await answer.json()) as Record<string, unknown>
}

/** A restaurant after random commands, with the full sync at every version. */
async function playEvening(seed: number, steps: number) {
  const opened = await openRestaurantNode()
  const dice = openDice(seed)
  const fullSyncs = [await fullSync(opened.node, opened.session.access_token)]
  for (let step = 0; step < steps; step++) {
    const { floor } = await opened.node.floors.read(opened.restaurantId)
    const done = await unlessRefused(opened.run(...(nextCommand(floor, dice) as [string, object])))
    if (done?.transaction) fullSyncs.push(await fullSync(opened.node, opened.session.access_token))
  }
  return { ...opened, fullSyncs }
}

test('[SY20] [SY15] [I2] [I3] a client that resumes from any version, in the handshake or on an open socket, has the floor of one that never left', async () => {
  const { node, session, fullSyncs } = await playEvening(1, 120)
  const last = fullSyncs.at(-1) as Record<string, unknown>
  expect(fullSyncs.length).toBeGreaterThan(40)
  // This node has no recent transactions in memory and reads the log.
  const cold = await openTestNode(node.db)
  for (const path of endpoints) {
    const open = await connect(node, session, { path })
    for (const past of fullSyncs) {
      const resumed = [
        await connect(node, session, { path: `${path}?cursor=${past.cursor}` }),
        await connect(cold, session, { path: `${path}?cursor=${past.cursor}` }),
      ]
      for (const socket of resumed) {
        const replica = replicaAt(past)
        expect(await socket.next('resumed')).toMatchObject({ from_version: past.version, version: last.version })
        await readUpTo(socket, replica, Number(last.version))
        expect(replica.text()).toBe(canonicalFloor(last))
        socket.socket.terminate()
      }
      open.send({ type: 'resume', cursor: past.cursor })
      const replica = replicaAt(past)
      expect(await open.next('resumed')).toMatchObject({ from_version: past.version })
      await readUpTo(open, replica, Number(last.version))
      expect(replica.text()).toBe(canonicalFloor(last))
    }
    await open.end()
  }
}, 60_000)

test('[SY21] [I19] since an instant: changes of that instant are sent again, and none is left out', async () => {
  const { node, session, fullSyncs } = await playEvening(2, 60)
  const last = fullSyncs.at(-1) as Record<string, unknown>
  for (const past of fullSyncs) {
    const socket = await connect(node, session, { path: `/ws/restaurant/sync?since=${past.timestamp}` })
    const { from_version } = await socket.next('resumed')
    expect(Number(from_version)).toBeLessThan(Number(past.version))
    const from = fullSyncs.find(({ version }) => version === from_version)
    if (from) {
      const replica = replicaAt(from)
      await readUpTo(socket, replica, Number(last.version))
      expect(replica.text()).toBe(canonicalFloor(last))
    } else await socket.next(({ version }) => version === last.version)
    socket.socket.terminate()
  }
})

test('[SY22] [I16] a cursor that cannot be resumed gets the reason and the whole floor; on /realtime the socket closes with 4410', async () => {
  const { node, session, run, restaurantId, asAdmin } = await openRestaurantNode()
  const other = await registerRestaurant(node)
  const { epoch } = await node.floors.read(restaurantId)
  const old = (await connect(node, session)).next('full_sync')
  const { cursor: oldCursor } = await old
  for (let i = 0; i < 5; i++) await run('guest.create', { partySize: 2 })
  await asAdmin(`delete from qtable.log where restaurant_id = ${restaurantId} and version <= 4`)
  const theirs = (await (await connect(node, other.session)).next('full_sync')).cursor
  const position = { restaurantId, epoch, version: 1 }
  const wrong: [string, unknown, string][] = [
    ['too old', oldCursor, 'cursor_too_old'],
    ['of another restaurant', theirs, 'cursor_invalid'],
    ['of another epoch', node.cursors.encode({ ...position, epoch: crypto.randomUUID() }), 'epoch'],
    ['of a future version', node.cursors.encode({ ...position, version: 10_000 }), 'epoch'],
    ['forged', `${epoch}.3.${'a'.repeat(24)}`, 'cursor_invalid'],
    ['truncated', String(oldCursor).slice(0, -1), 'cursor_invalid'],
    ['nonsense', 'nonsense', 'cursor_invalid'],
    ['a future instant', '2099-01-01T00:00:00Z', 'cursor_invalid'],
  ]
  // A node without recent transactions in memory: versions deleted from the log cannot be resumed.
  const cold = await openTestNode(node.db)
  for (const [what, cursor, reason] of wrong) {
    const query = `?cursor=${encodeURIComponent(String(cursor))}`
    const sync = await connect(cold, session, { path: `/ws/restaurant/sync${query}` })
    expect(await sync.next('resync_required'), what).toMatchObject({ reason })
    expect(await sync.next('full_sync'), what).toMatchObject({ version: 6 })
    expect(sync.received.map(({ type }) => type)).not.toContain('resumed')
    const live = await connect(cold, session, { path: `/realtime${query}` })
    expect(await live.next('resync_required'), what).toMatchObject({ reason })
    expect(await live.closed, what).toBe(4410)
    // The same on an open socket.
    sync.send({ type: 'resume', cursor })
    expect(await sync.next('resync_required'), what).toMatchObject({ reason })
    await sync.next('full_sync')
    await sync.end()
  }
})

test('[SY21] an instant up to five minutes ahead is now; one further ahead, and words that are none, are no cursor', async () => {
  const { node, session } = await openRestaurantNode()
  const ahead = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  for (const [since, answer] of [
    [ahead(1), { type: 'resumed' }],
    [ahead(4), { type: 'resumed' }],
    [ahead(6), { type: 'resync_required', reason: 'cursor_invalid' }],
    ['yesterday', { type: 'resync_required', reason: 'cursor_invalid' }],
  ] as const) {
    const socket = await connect(node, session, { path: `/ws/restaurant/sync?since=${since}` })
    await socket.next('connection_confirmation')
    expect(await socket.next(answer.type)).toMatchObject(answer)
  }
})

test('[SY21] since an instant before the restaurant was made, its create is the first change', async () => {
  const { node, session } = await openRestaurantNode()
  const past = new Date(Date.now() - 3_600_000).toISOString()
  const sync = await connect(node, session, { path: `/ws/restaurant/sync?since=${past}` })
  const first = (message: Record<string, unknown>) => message.version === 1
  await sync.next('resumed')
  expect(await sync.next(first)).toMatchObject({
    prev_version: 0,
    changes: [{ entity_type: 'restaurant', action: 'create' }],
  })
  const realtime = await connect(node, session, { path: `/realtime?since=${past}` })
  await realtime.next('resumed')
  expect(await realtime.next(first)).toMatchObject({ type: 'restaurant_created', prev_version: 0 })
})

test('[SY22] an invalid instant is refused before the upgrade', async () => {
  const { node, session } = await openRestaurantNode()
  await expect(connect(node, session, { path: '/realtime?since=2026-13-01T00:00:00Z' })).rejects.toMatchObject({
    status: 400,
    body: { code: 'malformed' },
  })
})

test('[SY24] [I23] when the epoch changes, every open socket is told', async () => {
  const { node, session, run, restaurantId, asAdmin } = await openRestaurantNode()
  await run('guest.create', { partySize: 2 })
  const sync = await connect(node, session)
  const live = await connect(node, session, { path: '/realtime' })
  const { cursor, epoch } = await sync.next('full_sync')
  await live.next('connection_confirmation')
  await asAdmin(`update qtable.clocks set epoch = gen_random_uuid() where restaurant_id = ${restaurantId}`)
  await node.floors.catchUp(restaurantId)
  expect(await sync.next('resync_required')).toMatchObject({ reason: 'epoch' })
  const full = await sync.next('full_sync')
  expect(full.epoch).not.toBe(epoch)
  expect(await live.next('resync_required')).toMatchObject({ reason: 'epoch' })
  expect(await live.closed).toBe(4410)
  const back = await connect(node, session, { path: `/ws/restaurant/sync?cursor=${cursor}` })
  expect(await back.next('resync_required')).toMatchObject({ reason: 'epoch' })
  await run('guest.create', { partySize: 3 })
  expect(await sync.next('delta_update')).toMatchObject({ prev_version: full.version })
})

test.each([11, 12, 13, 14])(
  '[SY20] [SY10] seed %i: sockets that drop, resume and request full syncs end with the floor of the server',
  async (seed) => {
    const { node, session, run, restaurantId } = await openRestaurantNode()
    const dice = openDice(seed)
    const steady = await Promise.all(endpoints.map((path) => connect(node, session, { path })))
    const start = await fullSync(node, session.access_token)
    const clients = steady.map((socket, i) => ({ socket, replica: replicaAt(start), path: endpoints[i] ?? '' }))
    const unsteady = await Promise.all(
      endpoints.map(async (path) => ({
        socket: await connect(node, session, { path }),
        replica: replicaAt(start),
        path,
      })),
    )
    const all = [...clients, ...unsteady]
    for (let step = 0; step < 80; step++) {
      const { floor } = await node.floors.read(restaurantId)
      const burst = Array.from({ length: 1 + dice(4) }, () =>
        unlessRefused(run(...(nextCommand(floor, dice) as [string, object]))),
      )
      const one = unsteady[dice(unsteady.length)]
      const action = dice(5)
      if (one && action === 0) {
        // While commands are in progress.
        one.socket.socket.terminate()
        for (const message of one.socket.received) takeNew(one.replica, message)
        one.socket = await connect(node, session, { path: `${one.path}?cursor=${one.replica.cursor}` })
      } else if (one && action === 1) one.socket.send({ type: 'resume', cursor: one.replica.cursor })
      else if (one && action === 2) one.socket.send({ type: 'full_sync_request' })
      await Promise.all(burst)
    }
    const last = await fullSync(node, session.access_token)
    for (const { socket, replica } of all) {
      const done = () => {
        for (const message of socket.received) takeNew(replica, message)
        return replica.version
      }
      await expect.poll(done).toBe(last.version)
      expect(replica.text()).toBe(canonicalFloor(last))
    }
    // A client that never left has received each version once.
    for (const { socket } of clients) {
      const links = socket.received.filter(({ prev_version }) => prev_version !== undefined)
      expect(links.map(({ prev_version }) => prev_version)).toEqual([
        start.version,
        ...links.slice(0, -1).map(({ version }) => version),
      ])
    }
  },
)

// As a client does: after a resume or a full sync it ignores frames that are older than its floor.
function takeNew(replica: Replica, message: Parameters<Replica['take']>[0]): void {
  if (message.type === 'resumed') return
  if (typeof message.version === 'number' && message.version <= replica.version) return
  replica.take(message)
}

test('[SY21] [I31] a viewer continues from a cursor, and from no instant of their choice', async () => {
  const { node, hire, run } = await openRestaurantNode()
  const since = new Date(Date.now() - 60_000).toISOString()
  const { session } = await hire('viewer')
  const phone = '+4930901820'
  const first = await connect(node, session)
  const { cursor } = await first.next('full_sync')
  await first.end()
  const { transaction } = await run('guest.create', { name: 'Ada', partySize: 2, phone })
  await run('guest.delete', { guestId: transaction?.changes[0]?.entity_id })
  const socket = await connect(node, session, { path: `/ws/restaurant/sync?since=${since}` })
  expect(await socket.next('resync_required')).toMatchObject({ reason: 'cursor_too_old' })
  await socket.next('full_sync')
  socket.send({ type: 'resume', cursor: since })
  expect(await socket.next('resync_required')).toMatchObject({ reason: 'cursor_too_old' })
  await socket.next('full_sync')
  socket.send({ type: 'resume', cursor })
  expect(await socket.next('resumed')).toMatchObject({ version: 3 })
  const before = socket.received.slice(
    0,
    socket.received.findIndex(({ type }) => type === 'resumed'),
  )
  expect(JSON.stringify(before)).not.toContain(phone)
})
