import { expect, test } from 'vitest'
import { runSeed } from './run-seed.ts'
import { formatFailure } from './run-seeds.ts'

/** A seed that found a bug once, and the rule that was broken. */
interface Regression {
  seed: number
  rule: string
}

const regressions: readonly Regression[] = [
  { seed: 276, rule: '[I35] who is deleted after leaving the floor was there before, and that counts for the time' },
  { seed: 280, rule: '[I35] a note about a party that has left the floor is no step of its stay' },
  { seed: 417, rule: '[I17] a device whose first request after an outage fails does not go back to its long back-off' },
  { seed: 587, rule: '[I17] a device that a node with a wrong clock has signed out is equal again after it signs in' },
]

// Not `test.each`: it cuts a value in a name after 40 characters.
for (const { seed, rule } of regressions) {
  test(rule, async () => {
    const result = await runSeed(seed)
    expect(result.violation ? formatFailure(result) : '').toBe('')
  })
}
