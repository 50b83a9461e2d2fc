import { setTimeout as delay } from 'node:timers/promises'

const pollMs = 10

/** Waits for other processes. Resolves with the milliseconds it took, or with undefined if `withinMs` passed first. */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<number | undefined> {
  const start = performance.now()
  for (;;) {
    if (await condition()) return performance.now() - start
    if (performance.now() - start > withinMs) return undefined
    await delay(pollMs)
  }
}
