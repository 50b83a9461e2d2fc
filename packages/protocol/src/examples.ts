import { exampleIds, exampleStamps } from '@qtable/domain'

/** The cursor of the examples. */
export const exampleCursor = `${exampleIds.epoch}.812.000000603q2-7wEjRWeJq83v`
/** The instant of the last transaction of the examples. */
export const exampleTimestamp = exampleStamps.updatedAt
