import type pg from 'pg'
import type { AppendOutcome, BusyClock } from './append.ts'
import type { SerializedAppend } from './serialize-append.ts'

/** A row of `qtable.append_transactions`. */
interface OutcomeRow {
  restaurant_id: number
  outcome: (AppendOutcome | BusyClock)['outcome']
  version: number
  committed_at: Date
  ids: string[] | null
  sqlstate_code: string
  constraint_name: string | null
  message: string
}

// With fewer seat changes the triggers for each row are cheaper (measured with one and two seats at a time).
const leastSeatChanges = 6

/**
 * One statement for several appends: one transaction, one round trip. With `patient` it waits for a clock that another
 * transaction has locked; without, that restaurant is `busy`.
 */
export function appendStatement(
  members: readonly SerializedAppend[],
  { workingRole, patient }: { workingRole: string; patient: boolean },
): pg.QueryConfig {
  const parts = new Set(members.flatMap((member) => member.parts))
  if (members.reduce((sum, { seatChanges }) => sum + seatChanges, 0) >= leastSeatChanges) parts.add('seats')
  return {
    name: 'append',
    text: 'select * from qtable.append_transactions($1::int[], $2::text, $3::text[], $4::boolean, $5::text)',
    values: [
      members.map(({ restaurantId }) => restaurantId),
      `[${members.map(({ json }) => json).join()}]`,
      [...parts],
      patient,
      workingRole,
    ],
  }
}

/** The outcomes in the rows of the statement, in the order of `members`. */
export function readOutcomes(
  members: readonly SerializedAppend[],
  rows: readonly OutcomeRow[],
): (AppendOutcome | BusyClock)[] {
  const byRestaurant = new Map(rows.map((row) => [row.restaurant_id, outcomeOf(row)]))
  return members.map(({ restaurantId }) => {
    const outcome = byRestaurant.get(restaurantId)
    if (!outcome) throw new Error(`qtable.append_transactions returned nothing for restaurant ${restaurantId}`)
    return outcome
  })
}

function outcomeOf(row: OutcomeRow): AppendOutcome | BusyClock {
  const { restaurant_id: restaurantId, outcome, version } = row
  switch (outcome) {
    case 'committed':
      return { restaurantId, outcome, version, committedAt: row.committed_at.toISOString() }
    case 'stale':
      return { restaurantId, outcome, version }
    case 'duplicate':
      return { restaurantId, outcome, ids: row.ids ?? [] }
    case 'busy':
      return { restaurantId, outcome }
    case 'refused':
      return {
        restaurantId,
        outcome,
        sqlstate: row.sqlstate_code,
        constraint: row.constraint_name || null,
        message: row.message,
      }
  }
}
