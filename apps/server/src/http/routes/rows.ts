import { type FieldError, Problem } from '@qtable/domain'
import type { Call } from '../route.ts'
import { type ChangeRequest, type Submitted, submit } from '../submit.ts'

/**
 * Submits a change whose commands come from rows of the body: those with the same `path` are one row. A refusal names
 * the rows as the client counts them, not the commands that they came to.
 */
export async function submitRows(call: Call, change: ChangeRequest): Promise<Submitted> {
  try {
    return await submit(call, change)
  } catch (error) {
    if (!(error instanceof Problem) || !error.operations) throw error
    const paths = change.commands.map(({ path }) => path)
    const rows = [...new Set(paths)]
    const operations = new Map(
      error.operations.toReversed().map((operation) => {
        const index = rows.indexOf(paths[operation.index])
        return [index, { ...operation, index }] as const
      }),
    )
    const { code, detail, current, errors, replayed } = error
    throw new Problem(code, detail, {
      operations: [...operations.values()].sort((a, b) => a.index - b.index),
      ...(current === undefined ? {} : { current }),
      ...(errors ? { errors } : {}),
      replayed,
      cause: error,
    })
  }
}

/** A refused body of several operations, with each that cannot be read listed as one that failed. */
export function withOperations(problem: Problem, sent: unknown): Problem {
  const failing = new Map<number, FieldError[]>()
  for (const error of problem.errors ?? []) {
    const [, list, place] = /^(operations|guests|tables)\.(\d+)\b/.exec(error.path) ?? []
    if (list === undefined) return problem
    // In a body of parties and tables the tables come second.
    const before = list === 'tables' ? lengthOf(sent, 'guests') : 0
    const index = before + Number(place)
    failing.set(index, [...(failing.get(index) ?? []), error])
  }
  const { code, detail, errors = [] } = problem
  const operations = [...failing].map(([index, own]) => ({
    index,
    code,
    detail: own.map(({ path, message }) => `${path}: ${message}`).join('; '),
    errors: own,
  }))
  return new Problem(code, detail, { errors, operations, cause: problem })
}

function lengthOf(body: unknown, list: string): number {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, list) : undefined
  return Array.isArray(value) ? value.length : 0
}
