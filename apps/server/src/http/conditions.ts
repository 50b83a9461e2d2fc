import { Id } from '@qtable/domain'
import { transactionSuffix } from '@qtable/protocol'
import type { Snapshot } from '../journal/snapshot.ts'
import { malformedField } from '../wire/problems.ts'
import type { Answer, Call } from './route.ts'

/** The tag of an entity, which is its version. */
export function entityTag(version: number): string {
  return `"${version}"`
}

/**
 * The tag of a whole floor. A database that was put back to an older state counts the same versions again with other
 * contents, so the tag of what many entities make has the epoch in it, and the transaction that made the version. `kind`
 * is what of the floor it is the tag of.
 */
export function floorTag({ floor, epoch, recent }: Snapshot, kind: string): string {
  const last = recent.at(-1)
  return `"${floor.version}.${epoch.slice(0, 8)}${last ? `.${transactionSuffix(last.id)}` : ''}.${kind}"`
}

// Weak or strong.
function hasMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  if (header === tag) return true
  if (header.trim() === '*') return true
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
}

/** An answer with its tag, and without its body where the client names the tag. */
export function tagged(
  { headers }: Pick<Call, 'headers'>,
  etag: string,
  body: Pick<Answer, 'body' | 'written'>,
): Answer {
  return hasMatch(headers.ifNoneMatch, etag) ? { notModified: true, headers: { etag } } : { ...body, headers: { etag } }
}

/**
 * The version that `If-Match` asks for; undefined where there is none or `*`, which a change of something that must
 * exist fulfils anyway. A weak tag counts too: some proxies weaken every tag on their way, and the version is the same.
 */
export function versionAsked(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  const [, digits] = /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(header) ?? []
  if (digits === undefined) {
    throw malformedField('If-Match', 'must be one version in quotes, as ETag gave it, such as "12"')
  }
  return Number(digits)
}

/** The key of `Idempotency-Key`; undefined where there is none. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  // The draft of the header's standard has it as a quoted string, everybody else without quotes.
  const key = Id.safeParse(header.trim().replace(/^"(.*)"$/, '$1'))
  if (!key.success) throw malformedField('Idempotency-Key', 'must be a UUID')
  return key.data
}
