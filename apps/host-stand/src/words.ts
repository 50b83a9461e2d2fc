import { catalogue } from './words/catalogue.ts'
import { obstacleWords } from './words/obstacles.ts'
import { problemWords } from './words/problems.ts'

export type { ProblemFacts } from './words/problems.ts'

/**
 * Every text that the first screen may need, in the language of this device. A group may be kept (`const say =
 * words.line`); a word is read when it is shown, because the language may change.
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
    /** The tables that a party is to get. */
    planned: (numbers: readonly string[]) =>
      numbers.length === 0
        ? catalogue.parties.noTable
        : catalogue.common.tablesNamed({ count: numbers.length, numbers }),
  }),
  problems: problemWords,
  obstacles: obstacleWords,
}
