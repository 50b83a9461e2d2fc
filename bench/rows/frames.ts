import type { Deployment } from '../deployment/deployment.ts'

/** The socket that every device opens. */
export const syncPath = '/ws/restaurant/sync'

/** Changes one party and returns the length of its frame in bytes; throws where the frame is not that of the change. */
export async function frameBytes({ server, restaurants }: Deployment): Promise<number> {
  const [restaurant] = restaurants
  const [guestId] = restaurant?.waitingIds ?? []
  const headers = { authorization: `Bearer ${restaurant?.tokens[0]}` }
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${syncPath}`, { headers })
  const received = Promise.withResolvers<string>()
  const ready = Promise.withResolvers<void>()
  socket.onerror = () => received.reject(new Error('the socket has failed'))
  socket.onmessage = ({ data }) => {
    const text = String(data)
    const { type } = JSON.parse(text) as { type: string }
    if (type === 'full_sync') ready.resolve()
    if (type === 'atomic_transaction_complete') received.resolve(text)
  }
  await Promise.race([ready.promise, received.promise])
  for (const status of ['notified', 'waiting']) {
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/guests/${guestId}/status/atomic`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ status }),
    })
    if (!answer.ok) throw new Error(`a change was answered ${answer.status} ${await answer.text()}`)
  }
  const text = await received.promise
  socket.close()
  const { changes } = JSON.parse(text) as { changes: { entity_id: string; data: { status: string } }[] }
  const [change] = changes
  if (changes.length !== 1 || change?.entity_id !== guestId || change?.data.status !== 'notified') {
    throw new Error(`this is not the frame of the change: ${text}`)
  }
  return Buffer.byteLength(text)
}
