import { Id } from '@qtable/domain'
import { malformedField } from '../wire/problems.ts'
import type { Call, RouteAnswer } from './route.ts'

/** The entity tag of one entity: its version. */
export function entityTag(version: number): string {
  return `"${version}"`
}

// The weak comparison of RFC 9110, 13.1.2.
function hasMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  if (header === tag) return true
  if (header.trim() === '*') return true
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
}

/** An answer with its entity tag; without its body where `If-None-Match` names that tag. */
export function conditionalAnswer(
  { headers }: Pick<Call, 'headers'>,
  etag: string,
  body: Pick<RouteAnswer, 'body' | 'encoded'>,
): RouteAnswer {
  return hasMatch(headers.ifNoneMatch, etag) ? { notModified: true, headers: { etag } } : { ...body, headers: { etag } }
}

/**
 * The version that `If-Match` demands; undefined without the header, and for `*`, which any existing entity fulfils. Weak
 * tags count, against the RFC: some proxies weaken every tag, and the version in it is the same.
 */
export function versionOfIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  const [, digits] = /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(header) ?? []
  if (digits === undefined) {
    throw malformedField('If-Match', 'must be one version in quotes, as ETag gave it, such as "12"')
  }
  return Number(digits)
}

/** Refuses a version in `If-Match` where a request is about no entity: it would promise what nothing keeps. */
export function mustHaveNoIfMatch(header: string | undefined): void {
  if (versionOfIfMatch(header) !== undefined) throw malformedField('If-Match', 'has nothing to guard on this route')
}

/** The id in `Idempotency-Key`; undefined without the header. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  // The draft standard of this header demands quotes; most clients send none.
  const key = Id.safeParse(header.trim().replace(/^"(.*)"$/, '$1'))
  if (!key.success) throw malformedField('Idempotency-Key', 'must be a UUID')
  return key.data
}
