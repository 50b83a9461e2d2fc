/** Every expected failure of QTable, with the title a person reads. One line here, one heading in docs/problems.md. */
export const problemTitles = {
  malformed: 'The request could not be read',
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  table_occupied: 'The table is taken',
  table_blocked: 'The table is blocked',
  party_too_large: 'The party is larger than the seats',
  invalid_transition: 'Not possible in this state',
  reservation_conflict: 'The table is planned for another reservation',
  already_exists: 'It exists already',
  in_use: 'Something still depends on it',
  full_sync_required: 'Take a full sync',
  version_conflict: 'It has changed since',
  payload_too_large: 'The request is too large',
  unsupported_media_type: 'Send JSON',
  validation_failed: 'A field is wrong',
  idempotency_mismatch: 'This key was used for something else',
  rate_limited: 'Too many requests',
  unavailable: 'Try again in a moment',
  internal: 'Something went wrong on our side',
} as const

export type ProblemCode = keyof typeof problemTitles

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
  /** It is the first answer to this id, given again. */
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

  /** The same problem with its wrong fields named from further up: where what was read stands in the whole. */
  below(root: string): Problem {
    const [first] = this.errors ?? []
    if (!this.errors || !first || root === '') return this
    const errors = this.errors.map(({ path, message }) => ({ path: `${root}.${path}`, message }))
    return new Problem(this.code, `${root}.${first.path}: ${first.message}`, { errors, cause: this })
  }
}

/** The problem for one wrong field. */
export function wrongField(path: string, message: string): Problem {
  return new Problem('validation_failed', `${path}: ${message}`, { errors: [{ path, message }] })
}
