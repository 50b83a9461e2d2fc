import { afterAll, expect, inject, test } from 'vitest'
import { clusterAt } from '../world/cluster.ts'
import { openWorld } from '../world/world.ts'
import { rows } from './index.ts'

// Whether every row still works, and still finds the answers right; what it measures in so short a time says nothing.
const effort = { rounds: 1, seconds: 0.1, share: 0.01 }
const world = openWorld({ cluster: clusterAt(inject('cluster')), effort })
afterAll(() => world.close())

// `start` builds the app for browsers. The others that are left out run the same code as one that is not.
const leftOut = ['start', 'writes', 'single', 'not-modified']
const quick = rows.filter(({ name }) => !leftOut.includes(name))

test.for(quick)('the row $name measures something, and its answers are right', async ({ run }) => {
  const lines = await run(world)
  await world.close()
  expect(lines.length).toBeGreaterThan(0)
  for (const { value, ratio = 1 } of lines) {
    expect(value).toBeGreaterThan(0)
    expect(ratio).toBeGreaterThan(0)
  }
})
