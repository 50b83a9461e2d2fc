import { activityWords } from './words/activity.ts'
import { commonWords } from './words/common.ts'
import { editConflictWords } from './words/edit-conflicts.ts'
import { floorWords } from './words/floor.ts'
import { lineWords } from './words/line.ts'
import { notDoneWords } from './words/not-done.ts'
import { anywayWords, obstacleWords } from './words/obstacles.ts'
import { partyWords } from './words/parties.ts'
import { problemWords } from './words/problems.ts'
import { reservationWords } from './words/reservations.ts'
import { sessionWords } from './words/session.ts'
import { tableWords } from './words/tables.ts'
import { timelineWords } from './words/timeline.ts'

export type { ProblemFacts } from './words/problems.ts'

/**
 * Every text that the first screens show. Texts of the floor editor, the settings, people and accounts are loaded with their
 * pages, from `words/`. Another language is another catalogue of this shape.
 */
export const words = {
  common: commonWords,
  session: sessionWords,
  floor: floorWords,
  tables: tableWords,
  line: lineWords,
  parties: partyWords,
  reservations: reservationWords,
  timeline: timelineWords,
  activity: activityWords,
  problems: problemWords,
  obstacles: obstacleWords,
  anyway: anywayWords,
  editConflicts: editConflictWords,
  notDone: notDoneWords,
}
