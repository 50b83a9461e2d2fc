import type { Client, ClientEvents } from '@qtable/client'
import type { Floor, Guest } from '@qtable/domain'
import { lineOf } from '../line/lists.ts'
import { quoteOf } from '../line/quote.ts'
import { minutesBetween } from '../time/times.ts'
import { type Signal, signal, wakeSpeaker } from './signal.ts'

/** How often quotes are looked at, as often as the times on the screen change. */
const lookEveryMs = 5_000
/** Signals of one kind come no faster, or a rush would be one long noise. */
const quietMs = 8_000

/**
 * Signals what happens on a device until the returned function is called: a quote that runs out, a change by somebody
 * else that a host waits for, and a refusal. `tell` is for tests.
 */
export function watchSignals(client: Client, tell: (kind: Signal) => void = signal): () => void {
  const last = new Map<Signal, number>()
  function say(kind: Signal): void {
    const now = Date.now()
    if (now - (last.get(kind) ?? Number.NEGATIVE_INFINITY) < quietMs) return
    last.set(kind, now)
    tell(kind)
  }

  const quotes = new RunningQuotes()
  const look = () => {
    if (client.view && quotes.runOut(client.view, client.now())) say('quote')
  }
  look()
  const timer = setInterval(look, lookEveryMs)
  const ends = [
    client.on('view', look),
    client.on('refused', () => say('refused')),
    client.on('others', (change) => {
      if (isAwaited(change)) say('others')
    }),
  ]
  addEventListener('pointerdown', wakeSpeaker)
  addEventListener('keydown', wakeSpeaker)
  return () => {
    clearInterval(timer)
    for (const end of ends) end()
    removeEventListener('pointerdown', wakeSpeaker)
    removeEventListener('keydown', wakeSpeaker)
  }
}

/** The quotes that are not over yet. One that was over when it was first seen is no news. */
class RunningQuotes {
  private running = new Set<string>()

  /** Whether one of them has run out since the last look. */
  runOut(floor: Floor, now: number): boolean {
    const before = this.running
    this.running = new Set()
    let isOver = false
    for (const guest of lineOf(floor)) {
      // A party that was notified is on its way.
      if (guest.status !== 'waiting' || guest.quotedMinutes === null) continue
      const key = `${guest.id} ${guest.quotedMinutes}`
      if (quoteOf(guest.quotedMinutes, minutesBetween(guest.joinedAt, now)).urgency !== 'late') this.running.add(key)
      else if (before.has(key)) isOver = true
    }
    return isOver
  }
}

/** More changes than these are a catch-up after a lost connection, or an edit of the floor. */
const mostAtOnce = 12

// Few of what others do concerns a door: a booked party has come, or one that waited is gone. All else is on the plan.
function isAwaited({ actor, changes }: ClientEvents['others']): boolean {
  if (!actor || changes.length > mostAtOnce) return false
  return changes.some(({ entity_type, action, data }) => {
    if (entity_type !== 'guest' || !data) return false
    const { status, reservationId, endedFrom } = data as Guest
    if (action === 'create') return reservationId !== null && isInLine(status)
    return (status === 'left' || status === 'cancelled') && isInLine(endedFrom?.status)
  })
}

function isInLine(status: Guest['status'] | undefined): boolean {
  return status === 'waiting' || status === 'notified'
}
