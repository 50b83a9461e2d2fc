import { activityWords } from './words/activity.ts'
import { catalogue } from './words/catalogue.ts'
import { editConflictWords } from './words/edit-conflicts.ts'
import { notDoneWords } from './words/not-done.ts'
import { obstacleWords } from './words/obstacles.ts'
import { problemWords } from './words/problems.ts'

export type { ProblemFacts } from './words/problems.ts'

/**
 * Every text on the screen, in the language of this device. A group may be kept (`const say = words.line`); a word is read
 * when it is shown, because the language may change.
 */
export const words = {
  ...catalogue,
  // Added to the groups themselves, which keep their words when the language changes.
  common: Object.assign(catalogue.common, {
    tables: (numbers: readonly string[]) => catalogue.common.tablesNamed({ count: numbers.length, numbers }),
  }),
  parties: Object.assign(catalogue.parties, {
    /** A tag in this language; those that a restaurant made up are shown as they are. */
    tag: (tag: string) => (catalogue.parties.tagNames as Readonly<Record<string, string>>)[tag] ?? tag,
  }),
  activity: Object.assign(catalogue.activity, activityWords),
  editConflicts: Object.assign(catalogue.editConflicts, editConflictWords),
  problems: problemWords,
  obstacles: obstacleWords,
  notDone: notDoneWords,
}
