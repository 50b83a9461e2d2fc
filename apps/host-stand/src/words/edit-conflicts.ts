import { pageCatalogue } from './page-catalogue.ts'

const say = pageCatalogue.editConflicts

/** Two people changed one field. */
export const editConflictWords = {
  field: (name: string) => (say.fields as Readonly<Record<string, string>>)[name] ?? say.fields.other,
  byWhom: (actor: string | undefined) => (actor === undefined ? say.bySomebody : say.byPerson(actor)),
  theirsBy: (actor: string | undefined) => (actor === undefined ? say.theirs : say.theirsOf(actor)),
}
