import type { FieldError, OperationError, Warning } from '@qtable/domain'

/** What an answer says beside its result, and what grows with what was sent: a refusal and the warnings of a change. */
export interface Details {
  detail?: string
  current?: unknown
  errors?: readonly FieldError[] | undefined
  operations?: readonly OperationError[] | undefined
  warnings?: readonly Warning[] | undefined
}

/** The most that the details of one answer take as JSON: a quarter of a frame, so that the frame holds the rest too. */
export const maxDetailsBytes = 128 * 1024

// The longest `detail` a client is shown. It may quote text that was sent.
const maxDetail = 2000
const maxErrors = 100

/**
 * The details of an answer, cut to `limit` bytes of JSON. Lists keep their first items and end with how many were left
 * out. Every refused operation stays in its list, without what it quotes where there is no room: a client finds its rows
 * by them.
 */
export function boundedDetails<D extends Details>(details: D, limit = maxDetailsBytes): D {
  const { detail, errors, operations, warnings } = details
  const short = detail === undefined ? {} : { detail: shortened(detail, maxDetail) }
  const few = errors && errors.length > maxErrors ? { errors: firstErrors(errors, limit) } : {}
  const usual = { ...details, ...short, ...few }
  if (bytesOf(usual) <= limit) return usual
  // An eighth is for the names and the detail, and the parts that are there share the rest.
  const parts = ['current', 'errors', 'operations', 'warnings'].filter(
    (name) => Reflect.get(details, name) !== undefined,
  )
  const share = Math.floor((limit * 7) / 8 / Math.max(1, parts.length))
  const { current: _, ...rest } = usual
  const { current, leftOut } = boundedCurrent(details.current, share)
  return {
    ...rest,
    ...(usual.detail === undefined || leftOut === 0 ? {} : { detail: `${usual.detail} (${andMore(leftOut)})` }),
    ...(current === undefined ? {} : { current }),
    ...(errors ? { errors: firstErrors(errors, share) } : {}),
    ...(operations ? { operations: everyOperation(operations, share) } : {}),
    ...(warnings ? { warnings: firstWarnings(warnings, share) } : {}),
  } as D
}

function firstErrors(errors: readonly FieldError[], limit: number): FieldError[] {
  const short = errors.map(({ path, message }) => ({ path: shortened(path, 200), message: shortened(message, 500) }))
  const kept = firstWithin(short.slice(0, maxErrors), limit - 200)
  return kept.length === errors.length ? kept : [...kept, { path: '', message: andMore(errors.length - kept.length) }]
}

function firstWarnings(warnings: readonly Warning[], limit: number): Warning[] {
  const each = warnings.map((warning) => boundedWarning(warning, limit / 4))
  const kept = firstWithin(each, limit - 200)
  const next = warnings[kept.length]
  return next ? [...kept, { code: next.code, detail: andMore(warnings.length - kept.length) }] : kept
}

function boundedWarning(warning: Warning, limit: number): Warning {
  const { current, ...rest } = warning
  const bounded = boundedCurrent(current, limit)
  const more = bounded.leftOut === 0 ? '' : ` (${andMore(bounded.leftOut)})`
  const detail = `${shortened(warning.detail, maxDetail)}${more}`
  return { ...rest, detail, ...(bounded.current === undefined ? {} : { current: bounded.current }) }
}

function everyOperation(operations: readonly OperationError[], limit: number): OperationError[] {
  let left = limit
  // Every operation keeps its index, code and a short detail. What is left of the limit goes to the rest.
  const bare = operations.map(({ index, code, detail }) => ({ index, code, detail: shortened(detail, 60) }))
  left -= bytesOf(bare)
  return operations.map((operation, i) => {
    const full = { ...operation, detail: shortened(operation.detail, maxDetail) }
    const size = bytesOf(full)
    if (size > left) return bare[i] ?? full
    left -= size
    return full
  })
}

/** What stands in the way: of a list what `limit` bytes of JSON hold, anything else whole or not at all. */
function boundedCurrent(current: unknown, limit: number): { current?: unknown; leftOut: number } {
  if (current === undefined || bytesOf(current) <= limit) return { current, leftOut: 0 }
  if (Array.isArray(current)) {
    const kept = firstWithin(current as unknown[], limit)
    return { current: kept, leftOut: current.length - kept.length }
  }
  return { leftOut: 0 }
}

function firstWithin<T>(items: readonly T[], limit: number): T[] {
  let left = limit - 2
  const kept: T[] = []
  for (const item of items) {
    left -= bytesOf(item) + 1
    if (left < 0) break
    kept.push(item)
  }
  return kept
}

function andMore(count: number): string {
  return `and ${count} more`
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text.toWellFormed() : `${text.slice(0, length - 1)}…`.toWellFormed()
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '')
}
