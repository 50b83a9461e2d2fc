import { expect, test } from 'vitest'
import { openRestaurant, openTestNode, openTestStand } from './testing/open-node.ts'
import { nextCommand, openDice, unlessRefused } from './testing/random-commands.ts'
import { canonicalFloor, openReplica, type Replica } from './testing/replica.ts'
import { connect, type TestSocket } from './testing/test-socket.ts'

const endpoints = ['/ws/restaurant/sync', '/realtime']

async function follow(socket: TestSocket, replica: Replica, version: number) {
  while (replica.version < version) await socket.next((message) => replica.take(message))
}

/** A replica that stands where `full` is. */
function replicaAt(full: Record<string, unknown>): Replica {
  const replica = openReplica()
  replica.reset(structuredClone(full))
  return replica
}

async function fullSync(node: { url: string }, token: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${node.url}/api/v1/sync/full`, { headers: { authorization: `Bearer ${token}` } })
  return (await answer.json()) as Record<string, unknown>
}

/** A stand where an evening has happened, with the full sync at every version of it. */
async function playedEvening(seed: number, steps: number) {
  const stand = await openTestStand()
  const dice = openDice(seed)
  const stations = [await fullSync(stand.node, stand.session.access_token)]
  for (let step = 0; step < steps; step++) {
    const { floor } = await stand.node.floors.read(stand.restaurantId)
    const done = await unlessRefused(stand.run(...(nextCommand(floor, dice) as [string, object])))
    if (done?.transaction) stations.push(await fullSync(stand.node, stand.session.access_token))
  }
  return { ...stand, stations }
}

test('[SY20] [SY15] [I2] [I3] whoever resumes, at whatever version, is equal to whoever never left: at the handshake and on the open socket', async () => {
  const { node, session, stations } = await playedEvening(1, 120)
  const last = stations.at(-1) as Record<string, unknown>
  expect(stations.length).toBeGreaterThan(40)
  // Another node has none of it in its ring and goes to the log.
  const cold = await openTestNode(node.db)
  for (const path of endpoints) {
    const open = await connect(node, session, { path })
    for (const station of stations) {
      const ways = [
        await connect(node, session, { path: `${path}?cursor=${station.cursor}` }),
        await connect(cold, session, { path: `${path}?cursor=${station.cursor}` }),
      ]
      for (const socket of ways) {
        const replica = replicaAt(station)
        expect(await socket.next('resumed')).toMatchObject({ from_version: station.version, version: last.version })
        await follow(socket, replica, Number(last.version))
        expect(replica.text()).toBe(canonicalFloor(last))
        socket.socket.terminate()
      }
      open.send({ type: 'resume', cursor: station.cursor })
      const replica = replicaAt(station)
      expect(await open.next('resumed')).toMatchObject({ from_version: station.version })
      await follow(open, replica, Number(last.version))
      expect(replica.text()).toBe(canonicalFloor(last))
    }
    await open.end()
  }
}, 60_000)

test('[SY21] [I19] since an instant: what came at that instant comes again, and nothing is left out', async () => {
  const { node, session, stations } = await playedEvening(2, 60)
  const last = stations.at(-1) as Record<string, unknown>
  for (const station of stations) {
    const socket = await connect(node, session, { path: `/ws/restaurant/sync?since=${station.timestamp}` })
    const { from_version } = await socket.next('resumed')
    expect(Number(from_version)).toBeLessThan(Number(station.version))
    const from = stations.find(({ version }) => version === from_version)
    if (from) {
      const replica = replicaAt(from)
      await follow(socket, replica, Number(last.version))
      expect(replica.text()).toBe(canonicalFloor(last))
    } else await socket.next(({ version }) => version === last.version)
    socket.socket.terminate()
  }
})

test('[SY22] [I16] a cursor that cannot be continued is told why, then the floor comes; on /realtime the socket closes with 4410', async () => {
  const { node, session, run, restaurantId, asAdmin } = await openTestStand()
  const other = await openRestaurant(node)
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
    ['of the future', node.cursors.encode({ ...position, version: 10_000 }), 'epoch'],
    ['forged', `${epoch}.3.${'a'.repeat(24)}`, 'cursor_invalid'],
    ['cut short', String(oldCursor).slice(0, -1), 'cursor_invalid'],
    ['nonsense', 'nonsense', 'cursor_invalid'],
    ['an instant to come', '2099-01-01T00:00:00Z', 'cursor_invalid'],
  ]
  // A node without a ring: what is gone from the log is gone.
  const cold = await openTestNode(node.db)
  for (const [what, cursor, reason] of wrong) {
    const query = `?cursor=${encodeURIComponent(String(cursor))}`
    const sync = await connect(cold, session, { path: `/ws/restaurant/sync${query}` })
    expect(await sync.next('resync_required'), what).toMatchObject({ reason })
    expect(await sync.next('full_sync'), what).toMatchObject({ version: 6 })
    expect(sync.heard.map(({ type }) => type)).not.toContain('resumed')
    const live = await connect(cold, session, { path: `/realtime${query}` })
    expect(await live.next('resync_required'), what).toMatchObject({ reason })
    expect(await live.closed, what).toBe(4410)
    // The same on a socket that is open.
    sync.send({ type: 'resume', cursor })
    expect(await sync.next('resync_required'), what).toMatchObject({ reason })
    await sync.next('full_sync')
    await sync.end()
  }
})

test('[SY22] a since that is no instant is refused before the upgrade', async () => {
  const { node, session } = await openTestStand()
  await expect(connect(node, session, { path: '/realtime?since=2026-13-01T00:00:00Z' })).rejects.toMatchObject({
    status: 400,
    body: { code: 'malformed' },
  })
})

test('[SY24] [I23] a database that was put back has another epoch, and every socket hears so', async () => {
  const { node, session, run, restaurantId, asAdmin } = await openTestStand()
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
  '[SY20] [SY10] evening %i: sockets that drop, resume and ask for the floor end equal to the server',
  async (seed) => {
    const { node, session, run, restaurantId } = await openTestStand()
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
      const what = dice(5)
      if (one && what === 0) {
        // In the middle of whatever is under way.
        one.socket.socket.terminate()
        for (const message of one.socket.heard) takeNew(one.replica, message)
        one.socket = await connect(node, session, { path: `${one.path}?cursor=${one.replica.cursor}` })
      } else if (one && what === 1) one.socket.send({ type: 'resume', cursor: one.replica.cursor })
      else if (one && what === 2) one.socket.send({ type: 'full_sync_request' })
      await Promise.all(burst)
    }
    const last = await fullSync(node, session.access_token)
    for (const { socket, replica } of all) {
      const done = () => {
        for (const message of socket.heard) takeNew(replica, message)
        return replica.version
      }
      await expect.poll(done).toBe(last.version)
      expect(replica.text()).toBe(canonicalFloor(last))
    }
    // Who never left has heard each version once.
    for (const { socket } of clients) {
      const links = socket.heard.filter(({ prev_version }) => prev_version !== undefined)
      expect(links.map(({ prev_version }) => prev_version)).toEqual([
        start.version,
        ...links.slice(0, -1).map(({ version }) => version),
      ])
    }
  },
)

// As a client has it: what is older than its base is not for it any more, after a resume or a full sync that it asked for.
function takeNew(replica: Replica, message: Parameters<Replica['take']>[0]): void {
  if (message.type === 'resumed') return
  if (typeof message.version === 'number' && message.version <= replica.version) return
  replica.take(message)
}
