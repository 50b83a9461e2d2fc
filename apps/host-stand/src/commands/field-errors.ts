import { Problem } from '@qtable/domain'
import { words } from '../words.ts'

/** What is wrong with which field of a form, in words, by the field's name; empty where it is about no field. */
export function fieldErrorsOf(problem: unknown): Readonly<Record<string, string>> {
  if (!(problem instanceof Problem) || !problem.errors) return {}
  return Object.fromEntries(
    problem.errors.map(({ path, message }) => {
      const field = path.split('.').at(-1) ?? path
      return [field, words.problems.validation_failed({ field, detail: message })]
    }),
  )
}
