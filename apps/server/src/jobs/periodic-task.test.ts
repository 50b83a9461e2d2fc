import { Problem } from '@qtable/domain'
import { pino } from 'pino'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openPeriodicTask } from './periodic-task.ts'

/** A task whose runs the test ends, on a virtual clock; and the levels of what it logs. */
function openTestTask() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const runs: PromiseWithResolvers<number>[] = []
  const levels: string[] = []
  const stream = { write: (line: string) => void levels.push(JSON.parse(line).level) }
  const log = pino({ formatters: { level: (level) => ({ level }) } }, stream)
  const task = openPeriodicTask({
    run(signal) {
      const one = Promise.withResolvers<number>()
      signal.addEventListener('abort', () => one.resolve(0))
      runs.push(one)
      return one.promise
    },
    pauseMs: () => 1000,
    firstPauseMs: 50,
    log,
    failure: 'the task failed',
  })
  return { task, runs, levels }
}

test('runs follow one another after a pause, and a call during a run joins it', async () => {
  const { task, runs } = openTestTask()
  await vi.advanceTimersByTimeAsync(50)
  const joined = [task.run(), task.run()]
  await vi.advanceTimersByTimeAsync(10_000)
  expect(runs).toHaveLength(1)
  runs[0]?.resolve(7)
  expect(await Promise.all(joined)).toEqual([7, 7])
  await vi.advanceTimersByTimeAsync(999)
  expect(runs).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toHaveLength(2)
  await task.close()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(runs).toHaveLength(2)
})

test('an outage is one warning, anything else an error, and the task goes on', async () => {
  const { task, runs, levels } = openTestTask()
  const unavailable = new Problem('unavailable', 'no database')
  for (const outcome of [unavailable, unavailable, undefined, unavailable, new Error('a bug')]) {
    await vi.advanceTimersByTimeAsync(1000)
    const latest = runs.at(-1)
    if (outcome) latest?.reject(outcome)
    else latest?.resolve(1)
  }
  await vi.advanceTimersByTimeAsync(1000)
  expect(levels).toEqual(['warn', 'warn', 'error'])
  expect(runs).toHaveLength(6)
  await task.close()
})

test('[I29] an exception in a run, or in the length of a pause, ends that run and not the task', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let runs = 0
  const task = openPeriodicTask({
    run() {
      runs += 1
      throw new Error('a bug')
    },
    pauseMs() {
      throw new Error('another bug')
    },
    firstPauseMs: 50,
    log: pino({ level: 'silent' }),
    failure: 'the task failed',
  })
  await vi.advanceTimersByTimeAsync(50)
  expect(runs).toBe(1)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(runs).toBe(3)
  await task.close()
})
