import { type FieldError, Problem } from '@qtable/domain'

/**
 * A refused batch with its operations numbered as the client counts them. A row of a body may become several commands:
 * those with the same path are one operation. Any other error is returned as it is.
 */
export function refusalByRow(error: unknown, paths: readonly string[]): unknown {
  if (!(error instanceof Problem) || !error.operations) return error
  const rows = [...new Set(paths)]
  // Reversed, so that the first refused command of a row is the one that is kept.
  const byRow = new Map(
    error.operations.toReversed().map((operation) => {
      const index = rows.indexOf(paths[operation.index] ?? '')
      return [index, { ...operation, index }] as const
    }),
  )
  const { code, detail, current, errors, replayed } = error
  return new Problem(code, detail, {
    operations: [...byRow.values()].sort((a, b) => a.index - b.index),
    ...(current === undefined ? {} : { current }),
    ...(errors ? { errors } : {}),
    replayed,
    cause: error,
  })
}

/**
 * A body that fails its schema, as a refused batch: one operation for each row with wrong fields. `lists` are the lists
 * of the body whose rows are operations. Where a wrong field stands outside of them, the problem stays as it is.
 */
export function unreadableOperations(problem: Problem, body: unknown, lists: readonly string[]): Problem {
  const failing = new Map<number, FieldError[]>()
  for (const error of problem.errors ?? []) {
    const [list = '', row = ''] = error.path.split('.')
    const position = lists.indexOf(list)
    if (position === -1 || !/^\d+$/.test(row)) return problem
    const before = lists.slice(0, position).reduce((sum, earlier) => sum + lengthOf(body, earlier), 0)
    const index = before + Number(row)
    failing.set(index, [...(failing.get(index) ?? []), error])
  }
  if (failing.size === 0) return problem
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
