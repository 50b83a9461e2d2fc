import type { Actor, CommandRequest } from '@qtable/domain'
import type { Refusal } from './refusals.ts'

type Fields = Readonly<Record<string, unknown>>

/** A field that two people changed to different values. */
export interface ConflictingField {
  /** Of the entity, or of `settings`. */
  name: string
  /** The value on which the refused edit was made. */
  was: unknown
  mine: unknown
  theirs: unknown
}

/** Two edits that met. Nothing of the refused one was applied. */
export interface EditConflict {
  /** Who made the other edit, and when; undefined where the server no longer knows. */
  actor: Actor | undefined
  at: string | undefined
  fields: readonly ConflictingField[]
}

/** What was refused: an entry of the refusals, or the commands and the problem of a `run`. */
export type RefusedEdit = Pick<Refusal, 'problem'> & { commands: readonly CommandRequest[] }

/** The conflict of a refused edit; undefined where it was refused for something else. */
export function editConflictOf({ commands, problem }: RefusedEdit): EditConflict | undefined {
  const found = conflictsIn({ commands, problem })
  const [first] = found
  if (!first) return undefined
  const { actor, at } = first.current
  return {
    actor: isFields(actor) ? (actor as unknown as Actor) : undefined,
    at: typeof at === 'string' ? at : undefined,
    fields: found.flatMap(({ command, current }) => {
      const payload = command.payload as Fields
      return Object.entries(fieldsOf(current.fields)).map(([name, theirs]) => ({
        ...{ name, theirs },
        was: fieldOf(fieldsOf(payload.was), name),
        mine: fieldOf(payload, name),
      }))
    }),
  }
}

/**
 * The commands again, as edits of what is there now: with the own values, or with both where both are texts. Run them as a
 * new mutation and dismiss the refusal. Keeping the other values needs no command.
 */
export function editAgain(refused: RefusedEdit, keep: 'mine' | 'both'): CommandRequest[] {
  const conflicts = new Map(conflictsIn(refused).map(({ command, current }) => [command, fieldsOf(current.fields)]))
  return refused.commands.map((command) => {
    const { type, payload } = command
    let edit: Fields = payload
    const theirs = conflicts.get(command) ?? {}
    for (const [name, value] of Object.entries(theirs)) {
      const mine = fieldOf(edit, name)
      const kept = keep === 'both' && typeof mine === 'string' && typeof value === 'string' ? bothOf(value, mine) : mine
      edit = withValue({ ...edit, was: withValue(fieldsOf(edit.was), name, value) }, name, kept)
    }
    return { type, payload: edit } as CommandRequest
  })
}

function conflictsIn({ commands, problem }: RefusedEdit): { command: CommandRequest; current: Fields }[] {
  const failed = problem.operations ?? [{ index: 0, code: problem.code, current: problem.current }]
  return failed.flatMap(({ index, code, current }) => {
    const command = commands[index]
    return code === 'edit_conflict' && command && isFields(current) ? [{ command, current }] : []
  })
}

function bothOf(theirs: string, mine: string): string {
  if (theirs.includes(mine)) return theirs
  return mine.includes(theirs) ? mine : `${theirs}\n${mine}`
}

// The fields of `settings` are named by themselves.
function fieldOf(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : fieldsOf(fields.settings)[name]
}

function withValue(fields: Fields, name: string, value: unknown): Fields {
  // A status or a party that the command only depends on, and does not set.
  if (value === undefined) return fields
  if (Object.hasOwn(fields, name) || !isFields(fields.settings)) return { ...fields, [name]: value }
  return { ...fields, settings: { ...fields.settings, [name]: value } }
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
