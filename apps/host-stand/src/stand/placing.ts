import { valueStore } from '../ui/value-store.ts'

/** A party that a table is being chosen for. `walkIn` is not in line: it is made when it is seated. */
export type Placing =
  | { kind: 'guest'; guestId: string }
  | { kind: 'reservation'; reservationId: string }
  | { kind: 'walkIn'; partySize: number; name?: string; phone?: string; notes?: string; tags?: string[] }

const placing = valueStore<Placing | undefined>(undefined)

/** The party that is being placed, if one is. */
export const usePlacing = placing.use
export const placingNow = placing.get

/** Asks for a table: the plan shows what fits. */
export function startPlacing(what: Placing): void {
  placing.set(what)
}

export function stopPlacing(): void {
  placing.set(undefined)
}
