import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { openRestaurant, openTestStand } from './testing/open-node.ts'
import { canonicalFloor, openReplica } from './testing/replica.ts'
import { connect, type TestSocket } from './testing/test-socket.ts'

/** Reads frames into a replica until it is at a version. */
async function follow(socket: TestSocket, replica: ReturnType<typeof openReplica>, version: number) {
  while (replica.version < version) {
    await socket.next((message) => replica.take(message))
  }
}

test('[SY10] [SY11] [I1] [I2] [I10] every version reaches each socket of both endpoints once and linked, and the floors are equal', async () => {
  const { node, session, restaurantId, run } = await openTestStand()
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
  await follow(sync, replicas[0], version)
  await follow(live, replicas[1], version)
  const { floor, epoch } = await node.floors.read(restaurantId)
  expect(replicas[0].text()).toBe(replicas[1].text())
  const whole = await fetch(`${node.url}/api/v1/sync/full`, bearer(session.access_token))
  expect(replicas[0].text()).toBe(canonicalFloor((await whole.json()) as Record<string, unknown>))
  expect([floor.version, epoch]).toEqual([version, sync.heard[0]?.epoch])
  // The frames of the plain changes and those of the atomic ones, each as its rule has it.
  expect(sync.heard.slice(2).map(({ type }) => type)).toEqual([
    'delta_update',
    'delta_update',
    'atomic_transaction_complete',
    'atomic_transaction_complete',
    'delta_update',
    'atomic_transaction_complete',
    'delta_update',
    'delta_update',
  ])
  expect(live.heard.slice(1).map(({ type }) => type)).toEqual([
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

test('[SY17] a version is the same bytes for every socket of an endpoint', async () => {
  const { node, session, run } = await openTestStand()
  const sockets = await Promise.all(Array.from({ length: 20 }, () => connect(node, session)))
  await run('guest.create', { partySize: 2, notes: 'äöü €' })
  await Promise.all(sockets.map((socket) => socket.next('delta_update')))
  expect(new Set(sockets.map(({ texts }) => texts.at(-1))).size).toBe(1)
})

test('[SY11] [I9] what is refused is told to nobody, and no number is used up', async () => {
  const { node, session, run } = await openTestStand()
  const socket = await connect(node, session)
  const { version } = await socket.next('full_sync')
  await expect(run('guest.seat', { guestId: uuidv7(), tableIds: [uuidv7()] })).rejects.toMatchObject({
    code: 'not_found',
  })
  await run('guest.create', { partySize: 2 })
  expect(await socket.next('delta_update')).toMatchObject({ prev_version: version, version: Number(version) + 1 })
  expect(socket.heard).toHaveLength(3)
})

test('[SY10] [I1] 200 sockets on two endpoints hear 50 versions, each once and in order', async () => {
  const { node, session, run } = await openTestStand()
  const sockets = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      connect(node, session, { path: i % 2 ? '/realtime' : '/ws/restaurant/sync' }),
    ),
  )
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => run('guest.create', { partySize: 2 })))
  const last = Math.max(...outcomes.map(({ version }) => version))
  await Promise.all(
    sockets.map((socket) => socket.next(({ version, prev_version }) => version === last && prev_version !== undefined)),
  )
  for (const { heard } of sockets) {
    const versions = heard.flatMap(({ prev_version, version }) => (prev_version === undefined ? [] : [version]))
    expect(versions).toEqual(Array.from({ length: 50 }, (_, i) => last - 49 + i))
  }
})

test('[SY63] [SY10] [I15] nothing of one restaurant reaches a socket of another', async () => {
  const { node, session } = await openTestStand()
  const other = await openRestaurant(node)
  const mine = [await connect(node, session), await connect(node, session, { path: '/realtime' })]
  const theirs = await connect(node, other.session)
  const marks = Array.from({ length: 10 }, (_, i) => `their party ${i}`)
  for (const name of marks) await other.run('guest.create', { name, partySize: 2 })
  await theirs.next(({ changes }) => JSON.stringify(changes ?? '').includes('their party 9'))
  for (const socket of mine) {
    socket.send({ type: 'ping', id: 1 })
    await socket.next('pong')
    expect(socket.texts.join()).not.toContain('their party')
    expect(socket.texts.join()).not.toContain(other.session.user.id)
  }
})

test('[SY23] a full sync may be asked for on both endpoints, and the stream goes on from it', async () => {
  const { node, session, run } = await openTestStand()
  for (const path of ['/ws/restaurant/sync', '/realtime']) {
    const socket = await connect(node, session, { path })
    await socket.next('connection_confirmation')
    const replica = openReplica()
    socket.send({ type: 'full_sync_request' })
    const running = Promise.all(Array.from({ length: 10 }, () => run('guest.create', { partySize: 2 })))
    await socket.next((message) => message.type === 'full_sync' && replica.take(message))
    const last = Math.max(...(await running).map(({ version }) => version))
    await follow(socket, replica, last)
    expect(replica.version).toBe(last)
  }
})
