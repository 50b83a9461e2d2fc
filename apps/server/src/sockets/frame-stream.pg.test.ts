import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { openRestaurantNode, registerRestaurant } from './testing/open-node.ts'
import { canonicalFloor, openReplica } from './testing/replica.ts'
import { connect, type TestSocket } from './testing/test-socket.ts'

/** Reads frames into a replica until it is at a version. */
async function readUpTo(socket: TestSocket, replica: ReturnType<typeof openReplica>, version: number) {
  while (replica.version < version) {
    await socket.next((message) => replica.take(message))
  }
}

test('[SY10] [SY11] [I1] [I2] [I10] both endpoints send every version once and in order, and lead to the same floor', async () => {
  const { node, session, restaurantId, run } = await openRestaurantNode()
  const sync = await connect(node, session)
  const live = await connect(node, session, { path: '/realtime' })
  const replicas = [openReplica(), openReplica()] as const
  await sync.next((message) => replicas[0].take(message))
  const start = (await fetch(`${node.url}/api/v1/sync/full`, bearer(session.access_token))).json()
  replicas[1].reset((await start) as Record<string, unknown>)
  const table = uuidv7()
  const guest = uuidv7()
  const booking = uuidv7()
  await run('table.create', { id: table, tableNumber: '1', capacity: 4 })
  await run('guest.create', { id: guest, partySize: 2 })
  await run('guest.seat', { guestId: guest, tableIds: [table] })
  await run('guest.setStatus', { guestId: guest, status: 'finished' }, { kind: 'atomic' })
  await run('reservation.create', { id: booking, name: 'Ada', partySize: 2, startsAt: new Date().toISOString() })
  await run('reservation.seat', { reservationId: booking, tableIds: [table] })
  await run('section.create', { name: 'Terrace' })
  const { version } = await run('restaurant.update', { settings: { bussing: true } })
  await readUpTo(sync, replicas[0], version)
  await readUpTo(live, replicas[1], version)
  const { floor, epoch } = await node.floors.read(restaurantId)
  expect(replicas[0].text()).toBe(replicas[1].text())
  const whole = await fetch(`${node.url}/api/v1/sync/full`, bearer(session.access_token))
  expect(replicas[0].text()).toBe(canonicalFloor((await whole.json()) as Record<string, unknown>))
  expect([floor.version, epoch]).toEqual([version, sync.received[0]?.epoch])
  expect(sync.received.slice(2).map(({ type }) => type)).toEqual([
    'delta_update',
    'delta_update',
    'atomic_transaction_complete',
    'atomic_transaction_complete',
    'delta_update',
    'atomic_transaction_complete',
    'delta_update',
    'delta_update',
  ])
  expect(live.received.slice(1).map(({ type }) => type)).toEqual([
    'table_created',
    'guest_created',
    'guest_updated',
    'guest_updated',
    'reservation_created',
    'guest_created',
    'section_created',
    'restaurant_updated',
  ])
})

function bearer(token: string) {
  return { headers: { authorization: `Bearer ${token}` } }
}

test('[SY17] every socket of an endpoint gets the same bytes for a version', async () => {
  const { node, session, run } = await openRestaurantNode()
  const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(node, session)))
  await run('guest.create', { partySize: 2, notes: 'äöü €' })
  await Promise.all(sockets.map((socket) => socket.next('delta_update')))
  expect(new Set(sockets.map(({ texts }) => texts.at(-1))).size).toBe(1)
})

test('[SY11] [I9] a refused command sends no frame and uses up no version', async () => {
  const { node, session, run } = await openRestaurantNode()
  const socket = await connect(node, session)
  const { version } = await socket.next('full_sync')
  await expect(run('guest.seat', { guestId: uuidv7(), tableIds: [uuidv7()] })).rejects.toMatchObject({
    code: 'not_found',
  })
  await run('guest.create', { partySize: 2 })
  expect(await socket.next('delta_update')).toMatchObject({ prev_version: version, version: Number(version) + 1 })
  expect(socket.received).toHaveLength(3)
})

test('[SY63] [SY10] [I15] no change of one restaurant reaches a socket of another', async () => {
  const { node, session } = await openRestaurantNode()
  const other = await registerRestaurant(node)
  const mine = [await connect(node, session), await connect(node, session, { path: '/realtime' })]
  const theirs = await connect(node, other.session)
  const names = Array.from({ length: 10 }, (_, i) => `their party ${i}`)
  for (const name of names) await other.run('guest.create', { name, partySize: 2 })
  await theirs.next(({ changes }) => JSON.stringify(changes ?? '').includes('their party 9'))
  for (const socket of mine) {
    socket.send({ type: 'ping', id: 1 })
    await socket.next('pong')
    expect(socket.texts.join()).not.toContain('their party')
    expect(socket.texts.join()).not.toContain(other.session.user.id)
  }
})

test('[SY23] a client may request a full sync on both endpoints, and the stream continues from it', async () => {
  const { node, session, run } = await openRestaurantNode()
  for (const path of ['/ws/restaurant/sync', '/realtime']) {
    const socket = await connect(node, session, { path })
    await socket.next('connection_confirmation')
    const replica = openReplica()
    socket.send({ type: 'full_sync_request' })
    const running = Promise.all(Array.from({ length: 10 }, () => run('guest.create', { partySize: 2 })))
    await socket.next((message) => message.type === 'full_sync' && replica.take(message))
    const last = Math.max(...(await running).map(({ version }) => version))
    await readUpTo(socket, replica, last)
    expect(replica.version).toBe(last)
  }
})
