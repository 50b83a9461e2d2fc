import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openFairShares } from './fair-shares.ts'

const shareOf = (key: string) => (key.startsWith('user') ? 2 : 4)

test('[I29] one restaurant holds its share of the places and no more, however much waits', async () => {
  const shares = openFairShares({ total: 10, shareOf, maxWaitMs: 60_000 })
  const started: string[] = []
  for (let i = 0; i < 100; i++) void shares.take(['hostile']).then(() => started.push('hostile'))
  await delay(1)
  expect(started).toHaveLength(4)
  await shares.take(['quiet'])
})

test('[I29] one user holds a part of the share of their restaurant', async () => {
  const shares = openFairShares({ total: 10, shareOf, maxWaitMs: 60_000 })
  const started: string[] = []
  for (let i = 0; i < 10; i++) void shares.take(['r', 'user a']).then(() => started.push('a'))
  await delay(1)
  expect(started).toHaveLength(2)
  await shares.take(['r', 'user b'])
})

test('[I29] while places are rare, those who wait take turns', async () => {
  const shares = openFairShares({ total: 2, shareOf: () => 2, maxWaitMs: 60_000 })
  const held = await Promise.all([shares.take(['first']), shares.take(['first'])])
  const order: string[] = []
  const enter = (key: string) =>
    void shares.take([key]).then((release) => {
      order.push(key)
      setImmediate(release)
    })
  for (let i = 0; i < 5; i++) enter('many')
  enter('one')
  for (const release of held) release()
  await expect.poll(() => order.length).toBe(6)
  expect(order.indexOf('one')).toBeLessThan(3)
})

test('[I29] the one that waits too long is told so, and others are not', async () => {
  const shares = openFairShares({ total: 10, shareOf: () => 1, maxWaitMs: 20 })
  const release = await shares.take(['over'])
  await expect(shares.take(['over'])).rejects.toMatchObject({
    code: 'unavailable',
    retryAfterSeconds: 2,
    detail: 'Too many of your requests wait for their turn',
  })
  await shares.take(['other'])
  release()
  release()
  await shares.take(['over'])
})
