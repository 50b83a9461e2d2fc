import { expect, test } from 'vitest'
import type { ThrottleStore } from './sign-in-throttle.ts'

/** What every memory of failed sign-ins promises. `open` gives so many nodes' ends of one. */
export function throttleStoreContract(open: (nodes: number) => Promise<ThrottleStore[]>): void {
  test('failures add up over the nodes, each key for itself, until they are forgiven', async () => {
    const [one, other = one] = await open(2)
    expect(await one?.tally('a')).toBeUndefined()
    await one?.fail('a', 1000, 60_000)
    await other?.fail('a', 2000, 60_000)
    await one?.fail('b', 3000, 60_000)
    expect(await one?.tally('a')).toMatchObject({ failures: 2, lastAt: 2000 })
    expect(await other?.tally('a')).toMatchObject({ failures: 2, lastAt: 2000 })
    await other?.forgive('a')
    expect(await one?.tally('a')).toBeUndefined()
    expect(await one?.tally('b')).toMatchObject({ failures: 1, lastAt: 3000 })
  })

  test('a place that is trusted on one node is trusted on every', async () => {
    const [one, other = one] = await open(2)
    expect(await other?.isTrusted('a')).toBe(false)
    await one?.trust('a')
    expect(await other?.isTrusted('a')).toBe(true)
    expect(await other?.isTrusted('b')).toBe(false)
  })
}
