import { type CommandFacts, commandSentence, commandValues, spokenType, stateSaid } from './activity.ts'
import { catalogue } from './catalogue.ts'
import { pageCatalogue } from './page-catalogue.ts'

/** What could not be done, in words: the first command and the number of others. */
export function notDoneWords(type: string, facts: CommandFacts, more: number): string {
  const say = pageCatalogue.notDone
  const isNew = type === 'guest.create'
  const known = isNew ? { ...facts, name: facts.name ?? catalogue.parties.walkIn } : facts
  const state = stateSaid(facts.status)
  const values = { ...commandValues(known), as: state === undefined ? '' : say.as(state) }
  const said = commandSentence(say.commands, isNew || type === 'table.seat' ? spokenType(type, known) : type)
  const what = said ?? say.commands.other
  const first = say
    .could(typeof what === 'string' ? what : what(values))
    .replace(/ {2,}/g, ' ')
    .trim()
  return more > 0 ? pageCatalogue.activity.andMore({ first, more }) : first
}
