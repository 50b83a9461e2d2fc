import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from '@qtable/domain'

/** Limits how many bytes of large request bodies are held at once, in all and for each owner. */
export interface BodyPlaces {
  /** Takes room for a body; returns the function that gives it back. Throws `unavailable` where there is none. */
  take(owner: string, bytes: number): () => void
}

const megabyte = 1024 * 1024
/** The most bytes of a body that a member sends. */
export const memberBodyBytes = megabyte
/** The most bytes of any other body, and of one that needs no room of its own. */
export const smallBodyBytes = 64 * 1024

/**
 * A body stays in memory from its first byte until its request is answered, and a slow client may take half a minute for the
 * last one. Where the room of all is taken, those still find some who hold none.
 */
export function openBodyPlaces({ perOwner = 16 * megabyte, inAll = 512 * megabyte } = {}): BodyPlaces {
  const held = new Map<string, number>()
  let all = 0

  function add(owner: string, bytes: number): void {
    all += bytes
    const own = (held.get(owner) ?? 0) + bytes
    if (own > 0) held.set(owner, own)
    else held.delete(owner)
  }

  return {
    take(owner, bytes) {
      const own = held.get(owner) ?? 0
      if (own > 0 && (own + bytes > perOwner || all + bytes > inAll)) {
        throw new Problem('unavailable', 'Too many bodies are being received', { retryAfterSeconds: 1 })
      }
      add(owner, bytes)
      let isHeld = true
      return () => {
        if (isHeld) add(owner, -bytes)
        isHeld = false
      }
    },
  }
}

/** How many bytes the body of a request may take, by its headers. Without a length it may be as large as any. */
export function bodyBytesOf(headers: IncomingHttpHeaders): number {
  if (headers['transfer-encoding'] !== undefined) return memberBodyBytes
  return Math.min(memberBodyBytes, Number(headers['content-length'] ?? 0))
}
