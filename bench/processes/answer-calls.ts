import type { Calls } from './worker.ts'

/** Answers what the process that started this one asks for, until that process is gone. */
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
