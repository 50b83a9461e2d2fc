import type { Driver } from '../drivers/driver.ts'
import { startWorker, type Worker } from './worker.ts'

/** Starts a process that loads servers. */
export function startDriver(): Promise<Worker<Driver>> {
  return startWorker<Driver>(new URL('../drivers/driver.ts', import.meta.url))
}
