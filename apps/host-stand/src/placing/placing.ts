import { valueStore } from '../ui/value-store.ts'

/** A party that a table is being chosen for. `walkIn` is not in line: it is made when it is seated. */
export type Placing =
  | { kind: 'guest'; guestId: string }
  | { kind: 'reservation'; reservationId: string }
  | { kind: 'walkIn'; partySize: number; name?: string; phone?: string; notes?: string; tags?: string[] }

// The refusal that is solved as soon as the party sits.
let solves: string | undefined

const placing = valueStore<Placing | undefined>(undefined)

/** The party that is being placed, if one is. */
export const usePlacing = placing.use
export const placingNow = placing.get

/** Asks for a table: the plan shows what fits. `refusal`: it is solved once the party sits. */
export function startPlacing(what: Placing, refusal?: string): void {
  solves = refusal
  placing.set(what)
}

/** The refusal that is solved by the placing that is under way. */
export const solvedByPlacing = (): string | undefined => (placing.get() ? solves : undefined)

export function stopPlacing(): void {
  placing.set(undefined)
}
