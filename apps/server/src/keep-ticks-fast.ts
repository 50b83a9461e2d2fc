import { executionAsyncResource } from 'node:async_hooks'

const kept = new Set<object>()

/**
 * Keeps one object of the kind that `process.nextTick` makes, for the life of the process.
 *
 * V8 learns the shape of these objects when the first ones are made, and forgets it when a collection finds none alive;
 * from then on each is built without a known shape, seven times as slow (300 ns instead of 40, Node 24). An answer takes
 * some seven ticks: without this, one in two processes spends a tenth of its time so, and which one is chance.
 */
export function keepTicksFast(): void {
  process.nextTick(() => kept.add(executionAsyncResource()))
}
