import type { Calls } from './start-worker.ts'

/** Answers the calls of the parent process until it ends. */
export function answerCalls(calls: Calls): void {
  process.on('message', async ({ id, name, argument }: { id: number; name: string; argument: never }) => {
    try {
      process.send?.({ id, value: await calls[name]?.(argument) })
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
  process.once('disconnect', () => process.exit())
}
