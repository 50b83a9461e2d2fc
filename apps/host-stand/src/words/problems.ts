import type { ProblemCode } from '@qtable/domain'
import { timesIn } from '../time/times.ts'
import { catalogue } from './catalogue.ts'

/** The names of the entities in the way. */
export interface ProblemFacts {
  tableNumber?: string | undefined
  partyName?: string | undefined
  /** Who made the other change. */
  actorName?: string | undefined
  partySize?: number | undefined
  seats?: number | undefined
  status?: string | undefined
  startsAt?: string | undefined
  timezone?: string | undefined
  unsent?: number | undefined
  /** The first invalid field, and its error; the error is never shown. */
  field?: string | undefined
  message?: string | undefined
}

const say = catalogue.problems

/** Problems as a host would say them. */
const sentences: Readonly<Record<ProblemCode, (facts: ProblemFacts) => string>> = {
  malformed: () => say.malformed,
  unauthenticated: () => say.unauthenticated,
  forbidden: () => say.forbidden,
  step_up_required: () => say.stepUpRequired,
  second_factor_required: () => say.secondFactorRequired,
  not_found: ({ partyName }) => (partyName === undefined ? say.notFound : say.notFoundNamed(partyName)),
  table_occupied: ({ tableNumber, partyName, partySize }) =>
    say.tableOccupied({ table: tableSaid(tableNumber), party: partySaid(partyName, partySize) }),
  table_blocked: ({ tableNumber }) => say.tableBlocked(tableSaid(tableNumber)),
  party_too_large: ({ seats, partySize: size, tableNumber: number }) =>
    seats === undefined || size === undefined || number === undefined
      ? say.tooLarge
      : say.tooLargeOf({ size, number, seats }),
  invalid_transition({ partyName: name, tableNumber, status }) {
    const state = (say.states as Readonly<Record<string, string>>)[status ?? '']
    if (name !== undefined)
      return state === undefined ? say.partyElsewhere(name) : say.partyAlready({ name, status: state })
    const table = tableSaid(tableNumber)
    return state === undefined ? say.tableCannot(table) : say.tableCannotAs({ table, status: state })
  },
  reservation_conflict({ tableNumber, partyName, startsAt, timezone }) {
    const [table, party] = [tableSaid(tableNumber), partyName ?? say.anotherReservation]
    if (startsAt === undefined) return say.promised({ table, party })
    return say.promisedAt({ table, party, clock: times(timezone).clock(startsAt) })
  },
  already_exists: ({ tableNumber }) => (tableNumber === undefined ? say.exists : say.tableExists(tableNumber)),
  in_use({ unsent, tableNumber, partyName: name, startsAt, timezone }) {
    if (unsent !== undefined) return say.unsent(unsent)
    if (name !== undefined && startsAt !== undefined)
      return say.bookedThere({ name, clock: times(timezone).clock(startsAt) })
    return tableNumber === undefined ? say.inUse : say.tableInUse(tableNumber)
  },
  edit_conflict: ({ actorName }) => (actorName === undefined ? say.editConflict : say.editConflictBy(actorName)),
  outside_hours: () => say.outsideHours,
  wrong_day: ({ startsAt, timezone }) =>
    startsAt === undefined ? say.anotherDay : say.wrongDay(times(timezone).dayAndClock(startsAt)),
  method_not_allowed: () => say.methodNotAllowed,
  read_only: () => say.readOnly,
  full_sync_required: () => say.fullSyncRequired,
  version_conflict({ partyName, tableNumber }) {
    const name = partyName ?? (tableNumber === undefined ? undefined : say.table(tableNumber))
    return name === undefined ? say.versionConflict : say.versionConflictOf(name)
  },
  payload_too_large: () => say.payloadTooLarge,
  unsupported_media_type: () => say.malformed,
  // A schema's own message is English, and of no use to a host.
  validation_failed: ({ field, message }) =>
    tooEasy(field, message) ?? (say.fields as Readonly<Record<string, string>>)[field ?? ''] ?? say.fields.other,
  idempotency_mismatch: () => say.idempotencyMismatch,
  quota_exceeded: () => say.quotaExceeded,
  rate_limited: () => say.rateLimited,
  unavailable: () => say.unavailable,
  internal: () => say.internal,
}

/** A problem in one sentence: by its code, never with the server's English text. */
export function problemWords(code: ProblemCode, facts: ProblemFacts): string {
  return sentences[code](facts)
}

// The server says in lower case why a password is too easy. A schema's own message, about its length, is in upper case.
function tooEasy(field: string | undefined, message = ''): string | undefined {
  const isPassword = field === 'password' || field === 'new_password'
  return isPassword && /^[a-z]/.test(message) ? say.passwordTooEasy : undefined
}

function tableSaid(number: string | undefined): string {
  return number === undefined ? say.thatTable : say.table(number)
}

function partySaid(name: string | undefined, size: number | undefined): string {
  if (size === undefined) return name ?? say.anotherParty
  if (name === undefined || name === catalogue.parties.walkIn) return say.anotherPartyOf(size)
  return say.partyOf({ name, size })
}

function times(timezone: string | undefined) {
  return timesIn(timezone ?? 'UTC')
}
