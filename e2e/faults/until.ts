import { setTimeout as delay } from 'node:timers/promises'

const everyMs = 10

/** Waits for something that happens in other processes; gives how long it took, or undefined where it did not come. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<number | undefined> {
  const start = performance.now()
  for (;;) {
    if (await isSo()) return performance.now() - start
    if (performance.now() - start > withinMs) return undefined
    await delay(everyMs)
  }
}
