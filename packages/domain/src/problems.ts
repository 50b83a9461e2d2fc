/**
 * Every expected failure of QTable: its HTTP status, and its title for people. A new one takes a line here and a heading
 * in docs/problems.md.
 */
export const problems = {
  malformed: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  step_up_required: { status: 403, title: 'Show that it is you' },
  second_factor_required: { status: 403, title: 'A code is needed too' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Not with this method' },
  table_occupied: { status: 409, title: 'The table is taken' },
  table_blocked: { status: 409, title: 'The table is blocked' },
  party_too_large: { status: 409, title: 'The party is larger than the seats' },
  invalid_transition: { status: 409, title: 'Not possible in this state' },
  reservation_conflict: { status: 409, title: 'The table is planned for another reservation' },
  already_exists: { status: 409, title: 'It exists already' },
  in_use: { status: 409, title: 'Something still depends on it' },
  edit_conflict: { status: 409, title: 'Somebody else changed it meanwhile' },
  outside_hours: { status: 409, title: 'The restaurant is closed then' },
  wrong_day: { status: 409, title: 'It is not the day of the booking' },
  full_sync_required: { status: 410, title: 'Take a full sync' },
  version_conflict: { status: 412, title: 'It has changed since' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'Send JSON' },
  validation_failed: { status: 422, title: 'A field is wrong' },
  read_only: { status: 422, title: 'This field cannot be written' },
  idempotency_mismatch: { status: 422, title: 'This key was used for something else' },
  rate_limited: { status: 429, title: 'Too many requests' },
  quota_exceeded: { status: 429, title: 'More than the restaurant may have' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Try again in a moment' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemCode = keyof typeof problems
export const problemCodes = Object.keys(problems) as [ProblemCode, ...ProblemCode[]]

/** Whether `text` is one of the codes. */
export function isProblemCode(text: unknown): text is ProblemCode {
  return typeof text === 'string' && Object.hasOwn(problems, text)
}

/** One wrong field: `path` in dots from the root of what was sent (`tables.2.capacity`), `message` a sentence. */
export interface FieldError {
  path: string
  message: string
}

/** One refused operation of a batch. */
export interface OperationError {
  index: number
  code: ProblemCode
  detail: string
  current?: unknown
  errors?: FieldError[]
}

export interface ProblemExtras {
  /** What stands in the way: the party at the table, the reservation in that slot, the versions that moved. */
  current?: unknown
  errors?: FieldError[]
  operations?: OperationError[]
  /** Seconds after which a repeat may succeed. */
  retryAfterSeconds?: number
  /** The first answer to this id, given again. */
  replayed?: boolean
  cause?: unknown
}

/** An expected failure. Anything else that is thrown is a bug. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly detail: string
  readonly current: unknown
  readonly errors: FieldError[] | undefined
  readonly operations: OperationError[] | undefined
  readonly retryAfterSeconds: number | undefined
  readonly replayed: boolean

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(`${code}: ${detail}`, extras.cause === undefined ? undefined : { cause: extras.cause })
    this.code = code
    this.detail = detail
    this.current = extras.current
    this.errors = extras.errors
    this.operations = extras.operations
    this.retryAfterSeconds = extras.retryAfterSeconds
    this.replayed = extras.replayed ?? false
  }

  /** The same problem with the paths of its wrong fields below `root`. */
  below(root: string): Problem {
    const [first] = this.errors ?? []
    if (!this.errors || !first || root === '') return this
    const errors = this.errors.map(({ path, message }) => ({ path: `${root}.${path}`, message }))
    const { current, operations } = this
    return new Problem(this.code, `${root}.${first.path}: ${first.message}`, {
      errors,
      cause: this,
      ...(current === undefined ? {} : { current }),
      ...(operations && { operations }),
    })
  }
}

/** The problem for one wrong field. */
export function wrongField(path: string, message: string): Problem {
  return new Problem('validation_failed', `${path}: ${message}`, { errors: [{ path, message }] })
}

/** A refused operation of a batch, as the answer lists it. */
export function failureOf(problem: Problem, index: number): OperationError {
  return {
    index,
    code: problem.code,
    detail: problem.detail,
    ...(problem.current === undefined ? {} : { current: problem.current }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  }
}
