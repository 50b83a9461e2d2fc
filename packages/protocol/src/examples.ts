import { exampleIds, exampleStamps } from '@qtable/domain'

/** A cursor for the documentation. */
export const exampleCursor = `${exampleIds.epoch}.812.3q2-7wEjRWeJq83v`
/** The instant of the documentation's last transaction. */
export const exampleTimestamp = exampleStamps.updatedAt
