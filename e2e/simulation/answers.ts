import { Problem } from '@qtable/domain'
import type { Commands } from '../../apps/server/src/commands/execute.ts'
import type { Outcome } from '../../apps/server/src/commands/outcome.ts'
import type { Checks } from './checks.ts'
import type { History } from './history.ts'
import type { Story } from './story.ts'

/** What the nodes have answered to each id. */
export interface Answers {
  /** The same commands, each answer held against the log and against earlier ones to the same id. */
  watched(commands: Commands, who: string): Commands
  /** Whether a node has acknowledged what was done under this id: also what changed nothing and is not in the log. */
  isAccepted(id: string): boolean
  /** The database was put back: what was answered may be answered otherwise now. */
  forget(): void
}

// Of these a client hears again what was first decided; any other says nothing about the command itself.
const lasting = (code: string) =>
  !['unavailable', 'internal', 'forbidden', 'unauthenticated', 'rate_limited', 'idempotency_mismatch'].includes(code)

export function openAnswers(options: { history: History; checks: Checks; story: Story }): Answers {
  const { history, checks, story } = options
  let first = new Map<string, string>()
  let lives = 0

  function mustBeTheFirst(id: string, answer: string): void {
    const known = first.get(id)
    if (known === undefined) first.set(id, answer)
    else checks.holds('I8', known === answer, () => `${story.name(id)} is answered ${known}, then ${answer}`)
  }

  function accepted(id: string, { transaction, version, floor }: Outcome): void {
    if (transaction) {
      const isThere = history.versionOf(id) === version || history.isLost(id)
      checks.holds('I6', isThere, () => `${story.name(id)} is acknowledged at ${version} and not in the log`)
    }
    checks.holds('I5', floor.version >= version, () => `the answer at ${version} shows the floor of ${floor.version}`)
    // A node that has yet to notice that the database was put back.
    if (history.isLost(id)) return
    history.acknowledge(version)
    mustBeTheFirst(id, `accepted at ${version}`)
  }

  return {
    watched: (commands, who) => ({
      ...commands,
      async execute(restaurantId, actor, submission) {
        const { id } = submission.unit
        const life = lives
        try {
          const outcome = await commands.execute(restaurantId, actor, submission)
          story.tell(who, `answers ${story.name(id)} ${outcome.status} at ${outcome.version}`)
          if (life === lives) accepted(id, outcome)
          return outcome
        } catch (error) {
          const code = error instanceof Problem ? error.code : `internal (${error})`
          story.tell(who, `answers ${story.name(id)} ${code}`)
          if (!(error instanceof Problem)) checks.fail('code', `${story.name(id)}: ${error}`)
          else if (life === lives && submission.clientChoseId && lasting(code)) {
            mustBeTheFirst(id, code)
            const isThere = history.versionOf(id) !== undefined
            checks.holds('I9', !isThere, () => `${story.name(id)} is refused and in the log`)
          }
          throw error
        }
      },
    }),
    isAccepted: (id) => first.get(id)?.startsWith('accepted') ?? false,
    forget() {
      first = new Map()
      lives += 1
    },
  }
}
