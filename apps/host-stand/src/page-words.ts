import { activityWords } from './words/activity.ts'
import { editConflictWords } from './words/edit-conflicts.ts'
import { notDoneWords } from './words/not-done.ts'
import { pageCatalogue } from './words/page-catalogue.ts'
import { words } from './words.ts'

/** Every text on the screen, for what is not part of the first load: the same as `words`, and the words of all pages. */
export const pageWords = {
  ...pageCatalogue,
  ...words,
  activity: Object.assign(pageCatalogue.activity, activityWords),
  editConflicts: Object.assign(pageCatalogue.editConflicts, editConflictWords),
  notDone: notDoneWords,
}
