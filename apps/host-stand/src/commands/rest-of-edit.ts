import { editConflictOf, type RefusedEdit } from '@qtable/client'
import { type CommandRequest, Problem } from '@qtable/domain'

type Fields = Readonly<Record<string, unknown>>

/**
 * The commands of a refused edit without the fields that the other person changed too. A command with no other field is
 * left out.
 */
export function restOfEdit({ commands, problem }: RefusedEdit): CommandRequest[] {
  const failed = problem.operations ?? [{ index: 0, code: problem.code, detail: '', current: problem.current }]
  return commands.flatMap((command, index) => {
    const met = failed.find((one) => one.index === index && one.code === 'edit_conflict')
    if (!met) return [command]
    const alone = new Problem(met.code, met.detail, { current: met.current })
    const names = new Set(editConflictOf({ commands: [command], problem: alone })?.fields.map(({ name }) => name))
    const payload = without(command.payload as Fields, names)
    return isEdit(payload) ? [{ type: command.type, payload } as CommandRequest] : []
  })
}

// The fields of `settings` are named by themselves.
function without(payload: Fields, names: ReadonlySet<string>): Fields {
  const kept = Object.entries(payload).filter(([name]) => !names.has(name))
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === 'settings' && isFields(value) ? without(value, names) : value]),
  )
}

// An edit has the fields that it changes in `was` too.
function isEdit({ was, settings, ...fields }: Fields): boolean {
  if (isFields(settings) && Object.keys(settings).length > 0) return true
  return isFields(was) && Object.keys(fields).some((name) => Object.hasOwn(was, name))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
