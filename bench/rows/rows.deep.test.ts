import { afterAll, expect, inject, test } from 'vitest'
import { openBenchContext } from '../bench-context.ts'
import { clusterAt } from '../deployment/cluster.ts'
import { rows } from './index.ts'

// Tests that every row works and verifies its answers. The figures of so short a run mean nothing.
const effort = { rounds: 1, seconds: 0.1, share: 0.01 }
const bench = openBenchContext({ cluster: clusterAt(inject('cluster')), effort })
afterAll(() => bench.close())

// `start` builds the browser app. The other skipped rows run the same code as a row that is tested.
const skipped = ['start', 'writes', 'single', 'not-modified']
const quick = rows.filter(({ name }) => !skipped.includes(name))

test.for(quick)('the row $name measures and verifies its answers', async ({ run }) => {
  const lines = await run(bench)
  await bench.close()
  expect(lines.length).toBeGreaterThan(0)
  for (const { value, ratio = 1 } of lines) {
    expect(value).toBeGreaterThan(0)
    expect(ratio).toBeGreaterThan(0)
  }
})
