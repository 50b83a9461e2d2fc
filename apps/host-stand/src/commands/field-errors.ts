import { Problem } from '@qtable/domain'
import { words } from '../words.ts'

/** The problems of a form's fields in words, by field name; empty if the problem is about no field. */
export function fieldErrorsOf(problem: unknown): Readonly<Record<string, string>> {
  if (!(problem instanceof Problem) || !problem.errors) return {}
  return Object.fromEntries(
    problem.errors.map(({ path, message }) => {
      const field = path.split('.').at(-1) ?? path
      return [field, words.problems('validation_failed', { field, message })]
    }),
  )
}
