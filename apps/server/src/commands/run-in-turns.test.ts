import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { Steps } from '@qtable/domain'
import { expect, test } from 'vitest'
import { runInTurns } from './run-in-turns.ts'

/** Steps of half a millisecond each. */
function* work(steps: number): Steps<number> {
  for (let i = 0; i < steps; i++) {
    const endsAt = performance.now() + 0.5
    while (performance.now() < endsAt);
    yield
  }
  return steps
}

test('[I29] twenty long runs at once hold up no turn of the event loop for longer than one', async () => {
  const turns = monitorEventLoopDelay({ resolution: 1 })
  await delay(20)
  turns.enable()
  const results = await Promise.all(Array.from({ length: 20 }, () => runInTurns(work(40))))
  turns.disable()
  expect(results).toEqual(Array.from({ length: 20 }, () => 40))
  // Without shared turns it is 20 × 8 ms. A busy machine adds to the 8 to 20 ms.
  expect(turns.percentile(90) / 1e6).toBeLessThan(60)
})

test('[I29] a short run does not queue behind long ones', async () => {
  let steps = 0
  function* counted(): Steps {
    for (const step of work(200)) {
      steps += 1
      yield step
    }
  }
  const long = Promise.all(Array.from({ length: 10 }, () => runInTurns(counted())))
  let atOnce = 0
  for (let i = 0; i < 10; i++) {
    await delay(3)
    const before = steps
    await runInTurns(work(0))
    if (steps === before) atOnce += 1
  }
  // Not all: where the machine takes the processor away, a turn may have had its most milliseconds.
  expect(atOnce).toBeGreaterThan(4)
  await long
})

test('an error of the steps rejects, and others go on', async () => {
  // biome-ignore lint/correctness/useYield: it fails at its first step
  function* failing(): Steps {
    throw new Error('a bug')
  }
  await expect(runInTurns(failing())).rejects.toThrow('a bug')
  expect(await runInTurns(work(1))).toBe(1)
})
