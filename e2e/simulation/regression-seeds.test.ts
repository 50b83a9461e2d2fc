import { expect, test } from 'vitest'
import { runSeed } from './run-seed.ts'
import { formatFailure } from './run-seeds.ts'

/** A seed that found a bug once, and the rule that was broken. */
interface Regression {
  seed: number
  rule: string
}

const regressions: readonly Regression[] = [
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
