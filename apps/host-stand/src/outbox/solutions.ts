import type { Refusal } from '@qtable/client'
import {
  type Command,
  type CommandRequest,
  type Floor,
  isLiveGuest,
  isLiveReservation,
  type ProblemCode,
} from '@qtable/domain'
import type { Placing } from '../placing/placing-store.ts'

// Another table, or another time, may work.
const aboutTables: ReadonlySet<ProblemCode> = new Set([
  'table_occupied',
  'table_blocked',
  'party_too_large',
  'reservation_conflict',
  'not_found',
])

type Fields = Readonly<Record<string, unknown>>

/** The party that a refusal left without a table, as long as it is still here. */
export function stillToSeat(
  { commands, problem }: Pick<Refusal, 'commands' | 'problem'>,
  floor: Floor,
): Placing | undefined {
  const [command, ...more] = commands
  if (!command || more.length > 0 || !aboutTables.has(problem.code)) return undefined
  const given = fieldsOf(command)
  switch (command.type) {
    case 'guest.seat':
    case 'guest.move': {
      const guest = floor.guests.get(String(given.guestId))
      const isSolved = command.type === 'guest.seat' && guest?.status === 'seated'
      return guest && isLiveGuest(guest) && !isSolved ? { kind: 'guest', guestId: guest.id } : undefined
    }
    case 'reservation.seat': {
      const reservation = floor.reservations.get(String(given.reservationId))
      const isToCome = reservation && isLiveReservation(reservation)
      return isToCome ? { kind: 'reservation', reservationId: reservation.id } : undefined
    }
    case 'guest.create':
      return Array.isArray(given.tableIds) && given.tableIds.length > 0 ? walkInOf(given) : undefined
    default:
      return undefined
  }
}

/** The party or reservation of a refusal, if it is on the floor. */
export function aboutOf(
  { commands }: Pick<Refusal, 'commands'>,
  floor: Floor,
): { guestId: string } | { reservationId: string } | undefined {
  for (const { guestId, reservationId } of commands.map(fieldsOf)) {
    if (typeof guestId === 'string' && floor.guests.has(guestId)) return { guestId }
    if (typeof reservationId === 'string' && floor.reservations.has(reservationId)) return { reservationId }
  }
  return undefined
}

// What an undo undoes does not become as it was then, or known.
const finalForUndo: ReadonlySet<ProblemCode> = new Set(['version_conflict', 'not_found', 'invalid_transition'])

/**
 * The same commands under new ids; undefined if a retry is pointless, as for an undo of something that has changed
 * since.
 */
export function sameAgain({ commands, problem }: Pick<Refusal, 'commands' | 'problem'>): CommandRequest[] | undefined {
  if (commands.some(({ type }) => type === 'undo') && finalForUndo.has(problem.code)) return undefined
  return commands.map(({ id: _, ...command }): CommandRequest => command)
}

// The party is still waiting: the server does not know it.
function walkInOf({ partySize, name, phone, notes, tags }: Fields): Placing | undefined {
  if (typeof partySize !== 'number') return undefined
  return {
    kind: 'walkIn',
    partySize,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof phone === 'string' ? { phone } : {}),
    ...(typeof notes === 'string' ? { notes } : {}),
    ...(Array.isArray(tags) ? { tags: tags as string[] } : {}),
  }
}

function fieldsOf({ payload }: Command): Fields {
  return typeof payload === 'object' && payload !== null ? (payload as Fields) : {}
}
