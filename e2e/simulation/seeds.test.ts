import { expect, test } from 'vitest'
import { storyOf } from './many-seeds.ts'
import { runSeed } from './run-seed.ts'

// Seeds that found something once, by what it was.
const found: readonly (readonly [seed: number, what: string])[] = [
  [417, '[I17] a device that fails once more after its network is back does not wait as long as before'],
  [587, '[I17] whom a node with a wrong clock let in no more comes back by signing in again'],
]

test.each(found)(
  'seed %i: %s',
  async (seed) => {
    const ending = await runSeed(seed)
    expect(ending.violation ? storyOf(ending) : '').toBe('')
  },
  30_000,
)
