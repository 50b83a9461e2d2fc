import type { UndoSteps } from '../collection.ts'
import type { Guest } from '../guests/guest.ts'
import { holdsPlan, type Reservation } from '../reservations/reservation.ts'

/** The command of a unit that is running. */
export interface CommandAuthor {
  /** Its place in the unit. */
  index: number
  force: boolean
  /** When it was done. */
  doneAt: string
  /** It takes this transaction back: what spoke against that before does not count. */
  takesBack?: { version: number; ids: ReadonlySet<string> } | undefined
}

/** What a unit has said of a party or a reservation; each part is answered for by the command that said it last. */
export interface Claim {
  type: 'guest' | 'reservation'
  id: string
  /** Where and when, and with it how many and how long. */
  placedBy?: CommandAuthor | undefined
  /** How many. A larger party stays longer, too. */
  sizedBy?: CommandAuthor | undefined
  /** How long. */
  extendedBy?: CommandAuthor | undefined
}

type Part = 'placedBy' | 'sizedBy' | 'extendedBy'
const placed: readonly Part[] = ['placedBy', 'sizedBy', 'extendedBy']

/**
 * The parties and reservations that a draft has put somewhere. They are judged at the end of the unit, because two
 * commands may pass through what neither alone may leave.
 */
export class Claims {
  /** The command that is running. */
  author: CommandAuthor
  readonly #claims = new Map<string, Claim>()
  readonly #undoSteps: UndoSteps

  constructor(now: string, undoSteps: UndoSteps) {
    this.author = { index: 0, force: false, doneAt: now }
    this.#undoSteps = undoSteps
  }

  noteGuest(guest: Guest, before: Guest | undefined): void {
    if (guest.status !== 'seated') return
    const stays = before?.status === 'seated' && areAmong(guest.tableIds, before.tableIds)
    if (!stays) this.#note('guest', guest.id, placed)
    else if (guest.tableIds.length < before.tableIds.length) this.#leaveTable(guest.id)
    else if (guest.partySize !== before.partySize) this.#note('guest', guest.id, ['sizedBy', 'extendedBy'])
    else if (guest.reservationId !== before.reservationId) this.#note('guest', guest.id, ['extendedBy'])
  }

  noteReservation(reservation: Reservation, before: Reservation | undefined): void {
    const { id, status, guestId, startsAt, durationMinutes, tableIds, partySize } = reservation
    const isLonger = durationMinutes !== before?.durationMinutes
    if (status === 'seated') {
      // How long a party stays is what its reservation says.
      if (isLonger && guestId !== null) this.#note('guest', guestId, ['extendedBy'])
      return
    }
    if (!holdsPlan(reservation)) return
    const stays = before && holdsPlan(before) && startsAt === before.startsAt && areAmong(tableIds, before.tableIds)
    if (!stays || isLonger) this.#note('reservation', id, placed)
    else if (partySize !== before.partySize || tableIds.length < before.tableIds.length)
      this.#note('reservation', id, ['sizedBy'])
  }

  /** Takes one out that has been judged already. */
  settle(id: string): void {
    this.#set(id, undefined)
  }

  /** Whether a later command put it where it is: then that one is judged. */
  isLater(id: string, { index }: CommandAuthor): boolean {
    return (this.#claims.get(id)?.placedBy?.index ?? -1) > index
  }

  /** Whether a later command said how many, or where: then that one is judged for its size. */
  isSizedLater(id: string, { index }: CommandAuthor): boolean {
    return (this.#claims.get(id)?.sizedBy?.index ?? -1) > index
  }

  all(): Iterable<Claim> {
    return this.#claims.values()
  }

  #note(type: Claim['type'], id: string, parts: readonly Part[]): void {
    const said = Object.fromEntries(parts.map((part) => [part, this.author]))
    this.#set(id, { ...this.#claims.get(id), ...said, type, id })
  }

  // A table is cleared whether or not the others have seats for all.
  #leaveTable(id: string): void {
    const claim = this.#claims.get(id)
    if (claim) this.#set(id, { ...claim, sizedBy: { ...this.author, force: true } })
  }

  #set(id: string, claim: Claim | undefined): void {
    const before = this.#claims.get(id)
    const put = (value: Claim | undefined) => {
      if (value) this.#claims.set(id, value)
      else this.#claims.delete(id)
    }
    this.#undoSteps.push(() => put(before))
    put(claim)
  }
}

/** Whether all tables are among others. */
export function areAmong(tableIds: readonly string[], others: readonly string[]): boolean {
  return tableIds.every((id) => others.includes(id))
}
