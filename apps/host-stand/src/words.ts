import { activity } from './words/activity.ts'
import { common } from './words/common.ts'
import { floor } from './words/floor.ts'
import { people } from './words/people.ts'
import { problems } from './words/problems.ts'
import { reservations } from './words/reservations.ts'
import { session } from './words/session.ts'
import { settings } from './words/settings.ts'
import { timeline } from './words/timeline.ts'
import { waitlist } from './words/waitlist.ts'
import { wanted } from './words/wanted.ts'

export type { ProblemFacts } from './words/problems.ts'

/** Every text that a person reads. Another language is another catalogue of this shape. */
export const words = {
  common,
  session,
  floor,
  waitlist,
  reservations,
  timeline,
  activity,
  people,
  settings,
  problems,
  wanted,
}
