import { type FieldError, Problem } from '@qtable/domain'
import type { Made, Wanted } from '../change.ts'

/** One row of a body, the commands that it comes to, and where it stands. */
export interface Row {
  path: string
  commands: readonly Wanted[]
}

/**
 * Makes a change of rows, all or none. A refusal names the rows as the client counts them, not the commands that they
 * came to: a row that fails in two commands is one that failed.
 */
export async function withRows(rows: readonly Row[], run: (commands: Wanted[]) => Promise<Made>): Promise<Made> {
  const commands = rows.flatMap(({ path, commands }) => commands.map((command) => ({ ...command, path })))
  try {
    return await run(commands)
  } catch (error) {
    if (!(error instanceof Problem) || !error.operations) throw error
    const rowOf = rows.flatMap(({ commands }, index) => commands.map(() => index))
    const operations = new Map(
      error.operations.toReversed().map((operation) => {
        const index = rowOf[operation.index] ?? operation.index
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
