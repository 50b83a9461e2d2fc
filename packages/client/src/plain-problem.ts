import { type FieldError, isProblemCode, type OperationError, Problem } from '@qtable/domain'

/** A problem as it is written down and sent: an error loses its fields on the way. */
export type PlainProblem = Readonly<Record<string, unknown>>

export function plainProblem({ code, detail, current, errors, operations }: Problem): PlainProblem {
  return { code, detail, current, errors, operations }
}

/** A problem as a server wrote it down, or `plainProblem` did. */
export function problemFrom(body: PlainProblem, retryAfterSeconds?: number): Problem {
  const { code, detail, current, errors, operations } = body
  return new Problem(isProblemCode(code) ? code : 'internal', typeof detail === 'string' ? detail : '', {
    ...(current === undefined ? {} : { current }),
    ...(Array.isArray(errors) ? { errors: errors as FieldError[] } : {}),
    ...(Array.isArray(operations) ? { operations: operations as OperationError[] } : {}),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
}
