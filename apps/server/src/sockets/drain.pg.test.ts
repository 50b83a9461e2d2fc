import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { dataFolder, registerAt, serveProcess } from '../testing/server-process.ts'
import { openRestaurantNode } from './testing/open-node.ts'
import { connect } from './testing/test-socket.ts'

test('[SY70] a stopping server gives each client its own reconnect delay, answers commands in progress, and closes with 1012', async () => {
  const { node, session, run } = await openRestaurantNode()
  const sockets = await Promise.all(
    Array.from({ length: 20 }, (_, i) => connect(node, session, { path: i % 2 ? '/realtime' : '/ws/restaurant/sync' })),
  )
  const [first] = sockets
  if (!first) throw new Error('no socket')
  const gate = Promise.withResolvers<void>()
  node.faults.hold = gate.promise
  const id = uuidv7()
  first.send({ type: 'command', command: { id, type: 'guest.create', payload: { partySize: 2 } } })
  first.send({ type: 'ping' })
  await first.next('pong')
  const closing = node.close()
  const draining = await Promise.all(sockets.map((socket) => socket.next('server_draining')))
  const delays = draining.map(({ reconnect_after_ms }) => Number(reconnect_after_ms))
  expect(new Set(delays).size).toBe(20)
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(500)
  expect(Math.max(...delays)).toBeLessThan(15_000)
  await expect(connect(node, session)).rejects.toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  const late = uuidv7()
  first.send({ type: 'command', command: { id: late, type: 'guest.create', payload: { partySize: 2 } } })
  expect(await first.next('command_result')).toMatchObject({ id: late, error: { code: 'unavailable' } })
  gate.resolve()
  expect(await first.next('command_result')).toMatchObject({ id, status: 'applied' })
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual(Array(20).fill(1012))
  await closing
  await expect(run('guest.create', { partySize: 2 })).rejects.toMatchObject({ code: 'unavailable' })
})

test('[SY70] SIGTERM ends the process in time, even if a client no longer reads', async () => {
  const server = await serveProcess({ DATA_DIR: await dataFolder() })
  const call = await registerAt(server.url)
  const open = async () => {
    const { body } = await call(server.url, 'POST', '/auth/ticket')
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/restaurant/sync?ticket=${body?.ticket}`)
    const closed = new Promise((resolve) => socket.on('close', resolve))
    await new Promise((resolve) => socket.once('message', resolve))
    return { socket, closed }
  }
  const [good, dead] = [await open(), await open()]
  dead.socket.pause()
  expect(await call(server.url, 'GET', '/sync/health')).toMatchObject({ body: { connected_clients: 2 } })
  const ended = await server.end('SIGTERM')
  expect(ended.code).toBe(0)
  expect(await good.closed).toBe(1012)
  dead.socket.terminate()
})
