import { expect, test } from 'vitest'
import { openRestaurantNode, registerRestaurant } from './testing/open-node.ts'
import { connect } from './testing/test-socket.ts'

const over = (budget: string, limit: number) => ({
  status: 503,
  headers: { 'retry-after': '1' },
  body: { code: 'unavailable', current: { budget, limit, used: limit + 1 } },
})

test('[SY5] [I29] a user has so many sockets, a colleague their own, and a closed one makes room', async () => {
  const { node, session, hire } = await openRestaurantNode({ limits: { perUser: 2 } })
  const colleague = await hire('host')
  const [first] = await Promise.all([connect(node, session), connect(node, session)])
  await expect(connect(node, session)).rejects.toMatchObject(over('sockets_per_user', 2))
  await connect(node, colleague.session)
  await first?.end()
  await expect
    .poll(() =>
      connect(node, session).then(
        () => 'open',
        () => 'refused',
      ),
    )
    .toBe('open')
})

test('[SY5] [I29] of many handshakes at once, no more are accepted than a restaurant may have', async () => {
  const { node, session } = await openRestaurantNode({ limits: { perRestaurant: 5 } })
  const attempts = await Promise.allSettled(Array.from({ length: 30 }, () => connect(node, session)))
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  const refused = attempts.find((one) => one.status === 'rejected')
  expect(refused?.reason).toMatchObject(over('sockets_per_restaurant', 5))
  const other = await registerRestaurant(node)
  await (await connect(node, other.session)).next('full_sync')
})

test('[SY5] [I29] an address has so many sockets, whoever signs in there', async () => {
  const { node, session } = await openRestaurantNode({ limits: { perAddress: 1 } })
  const other = await registerRestaurant(node)
  await connect(node, session)
  await expect(connect(node, other.session)).rejects.toMatchObject(over('sockets_per_address', 1))
})

test('[SY5] [I29] past its handshakes a minute, an address is told to wait, before any query', async () => {
  const { node, session } = await openRestaurantNode({ limits: { handshakesPerMinute: 3 } })
  for (let i = 0; i < 3; i++) await expect(connect(node, undefined)).rejects.toMatchObject({ status: 401 })
  node.faults.isDatabaseAway = true
  await expect(connect(node, session)).rejects.toMatchObject({
    status: 429,
    headers: { 'retry-after': '20' },
    body: { code: 'rate_limited', current: { budget: 'handshakes_per_minute', limit: 3 } },
  })
})

test('[I29] a refused handshake leaves no place taken', async () => {
  const { node, session } = await openRestaurantNode({ limits: { perAddress: 1 } })
  for (let i = 0; i < 5; i++) await expect(connect(node, undefined)).rejects.toMatchObject({ status: 401 })
  await (await connect(node, session)).next('full_sync')
})
