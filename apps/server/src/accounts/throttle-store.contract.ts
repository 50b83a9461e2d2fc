import { expect, test } from 'vitest'
import type { ThrottleStore } from './sign-in-throttle.ts'

/** The contract of every throttle store. `open` gives one store as that many nodes see it. */
export function throttleStoreContract(open: (nodes: number) => Promise<ThrottleStore[]>): void {
  test('failures add up over the nodes, by key, until they are cleared', async () => {
    const [one, other = one] = await open(2)
    expect(await one?.count('a')).toBeUndefined()
    await one?.addFailure('a', 1000, 60_000)
    await other?.addFailure('a', 2000, 60_000)
    await one?.addFailure('b', 3000, 60_000)
    expect(await one?.count('a')).toMatchObject({ failures: 2, lastAt: 2000 })
    expect(await other?.count('a')).toMatchObject({ failures: 2, lastAt: 2000 })
    await other?.clear('a')
    expect(await one?.count('a')).toBeUndefined()
    expect(await one?.count('b')).toMatchObject({ failures: 1, lastAt: 3000 })
  })

  test('a key that is trusted on one node is trusted on every node', async () => {
    const [one, other = one] = await open(2)
    expect(await other?.isTrusted('a')).toBe(false)
    await one?.trust('a')
    expect(await other?.isTrusted('a')).toBe(true)
    expect(await other?.isTrusted('b')).toBe(false)
  })
}
