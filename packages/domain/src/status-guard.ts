import { editConflict, type LastEdit } from './edits.ts'
import type { Was } from './was.ts'

interface Deed<S extends string> {
  /** The status that there is. */
  now: S
  /** The status that the command sets. */
  wanted: S
  was: Was
  /** The live statuses, in the order in which they follow each other. */
  way: readonly S[]
  lastEdit: (fields: readonly string[]) => LastEdit | undefined
}

/**
 * Refuses a status where its author saw another one than there is: a "no show" of a party that sits by now. Progress of
 * somebody else on the way to the wanted status is no conflict: who was told that the table is ready can still be seated.
 */
export function mustBeAsSeen<S extends string>({ now, wanted, was, way, lastEdit }: Deed<S>): void {
  const seen = was?.status as S | undefined
  if (seen === undefined || now === seen || now === wanted) return
  const isBefore = (status: S) => way.includes(status) && way.indexOf(status) < way.indexOf(wanted)
  if (isBefore(seen) && isBefore(now)) return
  throw editConflict({ status: now }, lastEdit(['status']))
}
