import { z } from 'zod'
import { type Context, defineCommand } from '../command.ts'
import { partyInput, readContacts } from '../contact.ts'
import type { Draft } from '../draft.ts'
import { exampleIds, type Unstamped } from '../entity.ts'
import { definedOf, Id, Instant, line, PartySize, parse, TableIds } from '../fields.ts'
import { checksOf } from '../plans/judge-claim.ts'
import { mustPass } from '../plans/obstacles.ts'
import { failureOf, type OperationError, Problem, wrongField } from '../problems.ts'
import { serviceDayAt, turnMinutesFor } from '../time.ts'
import { mustBeWithinTwoYears, notItsDay } from './planning.ts'
import { DurationMinutes, type Reservation, ReservationStatusInput, reservationEntity } from './reservation.ts'
import { bookingRefusals } from './reservation-commands.ts'

/** A booking of another system. */
export const ImportedReservation = z
  .strictObject({
    ...partyInput,
    id: Id.optional(),
    name: line(120),
    partySize: PartySize,
    startsAt: Instant,
    durationMinutes: DurationMinutes.optional(),
    tableIds: TableIds.optional(),
    source: line(40).optional(),
    /** Pending or confirmed where it lies ahead, one of the others where it has ended. */
    status: ReservationStatusInput.optional(),
    reason: line(200).nullable().optional(),
    createdAt: Instant.optional(),
  })
  .meta({
    id: 'ImportedReservation',
    description: 'A booking of another system',
    examples: [{ name: 'Alan Turing', partySize: 2, startsAt: '2025-12-24T18:30:00Z', status: 'finished' }],
  })

/** Brings in the bookings of another system, past and ahead. A row that cannot be taken is left out and told. */
export const importReservations = defineCommand({
  type: 'reservation.import',
  summary: 'Bring in bookings of another system',
  description:
    'Past ones with their status and `createdAt`. A row that cannot be taken is left out, and listed in `warnings` as `row_skipped`; where none can, the command is refused. One undo takes all of them out again.',
  role: 'manager',
  refusals: ['already_exists', ...bookingRefusals],
  payload: z.strictObject({
    reservations: z
      .array(z.unknown().meta({ documentedAs: 'ImportedReservation' }))
      .min(1)
      .max(500)
      .describe('Each like a `reservation.create`, with `createdAt`'),
    force: z.boolean().optional(),
  }),
  example: {
    reservations: [
      {
        id: exampleIds.reservation,
        name: 'Alan Turing',
        partySize: 2,
        startsAt: '2025-12-24T18:30:00Z',
        status: 'finished',
        createdAt: '2025-11-30T09:12:00Z',
      },
    ],
  },
  adds: ({ reservations }) =>
    reservations.flatMap((row) => {
      const { success, data } = z.looseObject({ id: Id }).safeParse(row)
      return success ? [{ type: 'reservation', id: data.id }] : []
    }),
  *run(draft, { reservations, force = false }, context) {
    const skipped: OperationError[] = []
    for (const [index, row] of reservations.entries()) {
      yield
      const rollback = draft.savepoint()
      try {
        importOne(draft, parse(ImportedReservation, row, `reservations.${index}`), { force }, context)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        rollback()
        skipped.push(failureOf(error, index))
      }
    }
    const [first] = skipped
    if (first && skipped.length === reservations.length) {
      throw new Problem(first.code, `None of ${skipped.length} rows can be taken: ${first.detail}`, {
        operations: skipped,
        errors: skipped.flatMap(({ errors }) => errors ?? []).slice(0, 50),
      })
    }
    draft.warnings.push(...skipped.map(({ detail, ...current }) => ({ code: 'row_skipped' as const, detail, current })))
  },
})

function importOne(
  draft: Draft,
  { phone, email, reason = null, status, ...fields }: z.output<typeof ImportedReservation>,
  { force }: { force: boolean },
  { now, newId }: Context,
): void {
  const { settings } = draft.restaurant
  const isPast = fields.startsAt < serviceDayAt(now, draft.restaurant).startsAt
  const imported: Unstamped<Reservation> = {
    ...reservationEntity.defaults,
    source: 'import',
    durationMinutes: turnMinutesFor(draft.restaurant, fields.partySize),
    ...definedOf(fields),
    ...readContacts({ phone, email }, { country: settings.country }),
    id: fields.id ?? newId(),
    status: status ?? (isPast ? 'finished' : 'confirmed'),
  }
  if (imported.status === 'arrived' || imported.status === 'seated') {
    throw wrongField(
      'status',
      `a booking comes in before its party arrives or after it has gone, not ${imported.status}`,
    )
  }
  if (imported.createdAt && imported.createdAt > now) throw wrongField('createdAt', 'lies ahead')
  mustBeWithinTwoYears(imported.startsAt, now)
  if (imported.status === 'pending' || imported.status === 'confirmed') {
    if (isPast) throw wrongField('status', `a booking of an earlier day has ended, and is not ${imported.status}`)
    for (const tableId of imported.tableIds) draft.tables.must(tableId)
    const { id } = draft.reservations.add(imported)
    // A row that cannot be taken is left out, so each is judged at once.
    const author = { ...draft.claims.author, force }
    const claim = { type: 'reservation', id, placedBy: author, sizedBy: author, extendedBy: author } as const
    for (const { run } of checksOf(draft, claim, now)) run()
    draft.claims.settle(id)
    return
  }
  // Nobody has come, or failed to come, to a booking that lies ahead.
  if (imported.status !== 'cancelled' && imported.startsAt > now) {
    mustPass(draft, notItsDay(draft, imported, now), { force })
  }
  // The tables of a past booking may be gone by now.
  const tableIds = imported.tableIds.filter((id) => draft.tables.get(id))
  const ended = { ...imported, tableIds, endedReason: reason, endedFrom: 'confirmed' as const }
  if (isPast) draft.reservations.record(ended)
  else draft.reservations.add(ended)
}
