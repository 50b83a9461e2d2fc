import { setTimeout as delay } from 'node:timers/promises'

/** The time that this thread's processor has worked, in ms: it does not grow while other tests have the processor. */
function workedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** How long this thread works in all and in one turn, in ms of its processor. */
export async function measured(work: () => Promise<unknown>): Promise<{ ms: number; longestTurnMs: number }> {
  await delay(50)
  const begun = workedMs()
  let longestTurnMs = 0
  let lastTurn = begun
  const endTurn = () => {
    const now = workedMs()
    longestTurnMs = Math.max(longestTurnMs, now - lastTurn)
    lastTurn = now
  }
  const timer = setInterval(endTurn, 1)
  await work()
  const ms = workedMs() - begun
  await delay(5)
  endTurn()
  clearInterval(timer)
  return { ms, longestTurnMs }
}
