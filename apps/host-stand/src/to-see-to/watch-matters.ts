import type { Client } from '@qtable/client'
import { setMatterCount } from './matter-count.ts'
import { countOf, mattersOf } from './matters.ts'

/** Times make late bookings without any change. */
const everyMs = 20_000
/** Each count looks at all bookings: in a rush of changes it waits for the last one. */
const settleMs = 1_000

/** Counts what is to be seen to as the floor changes and time goes by; returns the function that stops it. */
export function watchMatters(client: Client): () => void {
  let settling: ReturnType<typeof setTimeout> | undefined
  const count = () => {
    settling = undefined
    setMatterCount(client.view ? countOf(mattersOf(client.view, client.now())) : 0)
  }
  count()
  const timer = setInterval(count, everyMs)
  const end = client.on('view', () => {
    settling ??= setTimeout(count, settleMs)
  })
  return () => {
    end()
    clearInterval(timer)
    clearTimeout(settling)
    setMatterCount(0)
  }
}
