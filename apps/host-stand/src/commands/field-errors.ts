import { Problem } from '@qtable/domain'
import { words } from '../words.ts'

/**
 * Shows the problems of a form's fields beside them. Returns whether that says all: the form has each of the fields that
 * are wrong.
 */
export function showFieldErrors(
  problem: unknown,
  fields: readonly string[],
  show: (errors: Readonly<Record<string, string>>) => void,
): boolean {
  const errors = fieldErrorsOf(problem)
  const names = Object.keys(errors)
  show(errors)
  return names.length > 0 && names.every((name) => fields.includes(name))
}

/** The problems of a form's fields in words, by field name; empty if the problem is about no field. */
function fieldErrorsOf(problem: unknown): Readonly<Record<string, string>> {
  if (!(problem instanceof Problem) || !problem.errors) return {}
  return Object.fromEntries(
    problem.errors.map(({ path, message }) => {
      const field = path.split('.').at(-1) ?? path
      return [field, words.problems('validation_failed', { field, message })]
    }),
  )
}
