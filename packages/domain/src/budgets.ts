import type { Draft } from './draft.ts'
import type { ListedType } from './entities.ts'
import { type Change, listOf } from './floor.ts'
import { Problem } from './problems.ts'
import type { Steps } from './steps.ts'

/** What a unit may use of one thing. */
export interface Budget {
  /** Its name in problems and metrics. */
  name: string
  limit: number
}

/** What the commands of one unit may make of a floor. A missing budget is no limit. */
export interface UnitBudgets {
  /** How many entities of a kind a floor may hold. Only a unit that adds some is refused. */
  rows?: { readonly [T in ListedType]?: Budget }
  /** How many transactions one unit may recall: each undo recalls one. */
  recalls?: Budget
  /** The bytes of all changed entities in JSON, before and after. */
  bytes?: Budget
  /** Is told the bytes of a unit that is accepted, where `bytes` is given. */
  onBytes?: (bytes: number) => void
}

/**
 * The problem of a budget that would be exceeded. `used` is what there would be. With `retryAfterSeconds` it is one of time,
 * and the same change may be sent again then.
 */
export function quotaExceeded(
  { name, limit }: Budget,
  used: number,
  detail: string,
  retryAfterSeconds?: number,
): Problem {
  const retry = retryAfterSeconds === undefined ? undefined : Math.max(1, Math.ceil(retryAfterSeconds))
  return new Problem('quota_exceeded', detail, {
    current: { budget: name, limit, used, ...(retry === undefined ? {} : { retry_after_seconds: retry }) },
    ...(retry === undefined ? {} : { retryAfterSeconds: retry }),
  })
}

/** Whether a problem passes with time: the same request may succeed later. */
export function isQuotaOfTime({ code, current }: Pick<Problem, 'code' | 'current'>): boolean {
  const isObject = typeof current === 'object' && current !== null
  return code === 'quota_exceeded' && isObject && 'retry_after_seconds' in current
}

/**
 * Counts the entities that the commands of one unit add. Whether there are too many is decided at its end, because a later
 * command may remove what an earlier one added.
 */
export class Growth {
  readonly #draft: Draft
  readonly #rows: readonly { type: ListedType; budget: Budget }[]
  readonly #exceeding: { index: number; type: ListedType; problem: Problem }[] = []
  #before: number[]

  constructor(draft: Draft, { rows = {} }: UnitBudgets) {
    this.#draft = draft
    this.#rows = Object.entries(rows).map(([type, budget]) => ({ type: type as ListedType, budget }))
    this.#before = this.#rows.map(() => 0)
  }

  /** Counts what the command at `index` has added. */
  count(index: number): void {
    this.#before = this.#rows.map(({ type, budget }, i) => {
      const growth = this.#draft.growthOf(type)
      const used = this.#used(type)
      if (growth > (this.#before[i] ?? 0) && used > budget.limit) {
        const problem = quotaExceeded(
          budget,
          used,
          `At most ${budget.limit} ${budget.name} at a time; remove some first`,
        )
        this.#exceeding.push({ index, type, problem })
      }
      return growth
    })
  }

  /** The commands that added too many, where there are too many at the end of the unit. */
  exceeding(): readonly { index: number; problem: Problem }[] {
    const over = this.#rows.flatMap(({ type, budget }) =>
      this.#draft.growthOf(type) > 0 && this.#used(type) > budget.limit ? [type] : [],
    )
    return over.length === 0 ? [] : this.#exceeding.filter(({ type }) => over.includes(type))
  }

  #used(type: ListedType): number {
    return listOf(this.#draft.base, type).size + this.#draft.growthOf(type)
  }
}

/** Throws `quota_exceeded` where the commands recall too many transactions. */
export function mustRecallWithin(
  commands: readonly { recalls: string | undefined }[],
  budget: Budget | undefined,
): void {
  if (!budget) return
  const used = commands.reduce((sum, { recalls }) => sum + (recalls === undefined ? 0 : 1), 0)
  if (used > budget.limit) throw quotaExceeded(budget, used, `At most ${budget.limit} transactions are undone at once`)
}

/** Throws `quota_exceeded` where the changes are too large. A unit that only removes is not refused. */
export function* mustFitInBytes(
  changes: readonly Change[],
  { bytes: budget, onBytes }: Pick<UnitBudgets, 'bytes' | 'onBytes'>,
): Steps {
  if (!budget) return
  let used = 0
  let adds = false
  for (const { data, before } of changes) {
    if (data) {
      adds = true
      used += bytesOfJson(data)
    }
    if (before) used += bytesOfJson(before)
    if (used > budget.limit && adds) break
    yield
  }
  if (used <= budget.limit || !adds) {
    onBytes?.(used)
    return
  }
  throw quotaExceeded(budget, used, `One change holds at most ${budget.limit} bytes; make it in smaller parts`)
}

/** The length of a value as JSON in UTF-8. */
export function bytesOfJson(value: unknown): number {
  const text = JSON.stringify(value)
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    // A surrogate pair is two characters and four bytes; any other character above U+07FF is three bytes.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2
  }
  return bytes
}
