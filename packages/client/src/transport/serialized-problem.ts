import { type FieldError, isProblemCode, type OperationError, Problem } from '@qtable/domain'

/** A problem as plain data, because structured clones of an `Error` lose its own fields. */
export type SerializedProblem = Readonly<Record<string, unknown>>

export function serializeProblem({ code, detail, current, errors, operations }: Problem): SerializedProblem {
  return { code, detail, current, errors, operations }
}

/** Reads a problem that a server or `serializeProblem` wrote. An unknown code becomes `internal`. */
export function deserializeProblem(body: SerializedProblem, retryAfterSeconds?: number): Problem {
  const { code, detail, current, errors, operations } = body
  return new Problem(isProblemCode(code) ? code : 'internal', typeof detail === 'string' ? detail : '', {
    ...(current === undefined ? {} : { current }),
    ...(Array.isArray(errors) ? { errors: errors as FieldError[] } : {}),
    ...(Array.isArray(operations) ? { operations: operations as OperationError[] } : {}),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}
