import { type ProblemCode, problems } from '@qtable/domain'
import { locale } from '../ui/locale.ts'
import { counted, said } from './number-words.ts'

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
  /** The first invalid field and its error. */
  field?: string | undefined
  message?: string | undefined
  /** The server's own words, if there is nothing better. */
  detail: string
}

/** Problems as a host would say them. A code that is missing here shows the server's text. */
const sentences: Partial<Record<ProblemCode, (facts: ProblemFacts) => string>> = {
  malformed: () => 'QTable did not understand that. Reload the page and try again.',
  unauthenticated: () => 'Email or password is wrong, or your session is over. Sign in again.',
  forbidden: () => 'Your role does not let you do that. Ask a manager.',
  step_up_required: () => 'Nothing was changed: your password is needed for that.',
  second_factor_required: () => 'A code is needed too.',
  not_found: ({ partyName }) => `${partyName ?? 'That'} is no longer there: somebody removed it.`,
  table_occupied: ({ tableNumber, partyName, partySize }) =>
    `${table(tableNumber)} was just given to ${party(partyName, partySize)}.`,
  table_blocked: ({ tableNumber }) => `${table(tableNumber)} is blocked. Open it first, or choose another.`,
  party_too_large: ({ seats, partySize, tableNumber }) =>
    `${partySize === undefined ? 'The party' : `A party of ${said(partySize)}`} does not fit at ${
      tableNumber === undefined ? 'that table' : `table ${tableNumber}`
    }${seats === undefined ? '' : `, which seats ${said(seats)}`}.`,
  invalid_transition: ({ partyName, tableNumber, status }) =>
    partyName === undefined
      ? `${table(tableNumber)} cannot do that now${status === undefined ? '' : `: it is ${statusWord(status)}`}.`
      : `${partyName} is already ${status === undefined ? 'somewhere else' : statusWord(status)}.`,
  reservation_conflict: ({ tableNumber, partyName, startsAt, timezone }) =>
    `${table(tableNumber)} is promised to ${partyName ?? 'another reservation'}${
      startsAt === undefined ? '' : ` at ${clock(startsAt, timezone)}`
    }.`,
  already_exists: ({ tableNumber }) =>
    tableNumber === undefined
      ? 'That exists already. Choose another name.'
      : `There is a table ${tableNumber} already.`,
  in_use({ unsent, tableNumber, partyName, startsAt, timezone }) {
    if (unsent !== undefined) return `${counted(unsent, 'change')} still ${unsent === 1 ? 'waits' : 'wait'} to be sent.`
    if (partyName !== undefined && startsAt !== undefined) {
      return `${partyName} is booked there at ${clock(startsAt, timezone)}. Give them another table first.`
    }
    return `${tableNumber === undefined ? 'It' : `Table ${tableNumber}`} is still in use. Free it first.`
  },
  edit_conflict: ({ actorName }) => `${actorName ?? 'Somebody else'} changed it meanwhile. Choose what counts.`,
  outside_hours: () => 'The restaurant is closed then.',
  wrong_day: ({ startsAt, timezone }) =>
    `That booking is for ${startsAt === undefined ? 'another day' : dayAndClock(startsAt, timezone)}.`,
  method_not_allowed: () => 'That did not work. Reload the page.',
  read_only: () => 'That cannot be changed.',
  full_sync_required: () => 'This screen was out of date. It is being refreshed.',
  version_conflict: ({ partyName, tableNumber }) =>
    `${partyName ?? (tableNumber === undefined ? 'It' : `Table ${tableNumber}`)} has changed since, so it was left as it is now.`,
  payload_too_large: () => 'That is too much at once. Try it in smaller steps.',
  unsupported_media_type: () => 'QTable did not understand that. Reload the page and try again.',
  validation_failed: ({ field, detail }) =>
    passwordSentence(field, detail) ??
    fieldSentences[field ?? ''] ??
    `${field === undefined ? 'Something' : fieldWord(field)} ${ended(detail)}`,
  idempotency_mismatch: () => 'That was sent once before with something else in it. Do it again.',
  quota_exceeded: () => 'There is no room for more of these. Remove some that nobody needs, then try again.',
  rate_limited: () => 'Too many tries. Wait a minute, then try again.',
  unavailable: () => 'QTable cannot be reached right now. Try again in a moment.',
  internal: () => 'Something went wrong on our side. Try again; if it stays, tell your manager.',
}

/** A problem in one sentence. */
export function problemWords(code: ProblemCode, facts: ProblemFacts): string {
  const sentence = sentences[code]
  if (sentence) return sentence(facts)
  const { detail } = facts
  return detail === ''
    ? `${problems[code].title}.`
    : `${detail.charAt(0).toUpperCase()}${detail.slice(1)}`.replace(/[^.!?]$/, '$&.')
}

function table(number: string | undefined): string {
  return number === undefined ? 'That table' : `Table ${number}`
}

function party(name: string | undefined, size: number | undefined): string {
  if (size === undefined) return name ?? 'another party'
  if (name === undefined || name === 'Walk-in') return `another party of ${said(size)}`
  return `${name}, a party of ${said(size)}`
}

const statuses: Readonly<Record<string, string>> = {
  no_show: 'a no-show',
  waiting: 'back in line',
  notified: 'notified',
  left: 'gone',
  reserved: 'held',
}

function statusWord(status: string): string {
  return statuses[status] ?? status
}

const fields: Readonly<Record<string, string>> = {
  partySize: 'The party size',
  tableIds: 'The table',
  tableNumber: 'The table number',
  minPartySize: 'The smallest party',
  capacity: 'The number of seats',
  quotedMinutes: 'The quoted wait',
  durationMinutes: 'The time at the table',
  notes: 'The note',
  tags: 'The tags',
  restaurantName: 'The restaurant’s name',
}

/** If a field can only be wrong in one way, saying what to do is more helpful than the error. */
const fieldSentences: Readonly<Record<string, string>> = {
  name: 'A name has 1 to 120 letters.',
  phone: 'That is no phone number. One from abroad begins with +.',
  email: 'That is no email address.',
  startsAt: 'A booking is for today or later, and for two years from now at the most.',
  current_password: 'That is not your current password.',
  password: 'A password has at least 8 characters.',
  new_password: 'A password has at least 8 characters.',
  turnTimes: 'Turn times go from small parties to large ones, each size once.',
  closes: 'Opening hours need a time to close.',
  opens: 'Opening hours need a time to open.',
}

// The server says why a password is too easy. A schema's own message, in upper case, is about its length.
function passwordSentence(field: string | undefined, detail: string): string | undefined {
  if (field !== 'password' && field !== 'new_password') return undefined
  return /^[a-z]/.test(detail) ? `The password ${ended(detail)}` : undefined
}

function fieldWord(field: string): string {
  return fields[field] ?? 'A field'
}

// A schema's own message is a sentence, but of no use to a host.
function ended(message: string): string {
  if (/^[A-Z]/.test(message)) return 'cannot be that.'
  return /[.!?]$/.test(message) ? message : `${message}.`
}

function dayAndClock(instant: string, timeZone: string | undefined): string {
  const format = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZone } as const
  return new Intl.DateTimeFormat(locale, format).format(new Date(instant))
}

function clock(instant: string, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone }).format(new Date(instant))
}
