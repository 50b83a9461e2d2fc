import { Problem } from '@qtable/domain'

// The deepest valid body (settings.turnTimes.0.minutes of a command in a batch) has 8 levels.
const maxDepth = 32

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Parses a body as JSON (RFC 8259); undefined where it is empty. `malformed` for invalid UTF-8, more than 32 levels, or a
 * `__proto__` field.
 */
export function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch (cause) {
    throw new Problem('malformed', 'The body is not JSON in UTF-8', { cause })
  }
  mustBeSafe(value)
  return value
}

// Level by level, without recursion: a body of a million brackets would overflow the stack. A `__proto__` field would
// become a prototype in the first careless copy.
function mustBeSafe(root: unknown): void {
  let level = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw new Problem('malformed', `The body is nested deeper than ${maxDepth} levels`)
    const next: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      if (!Array.isArray(value) && Object.hasOwn(value, '__proto__')) {
        throw new Problem('malformed', 'The body has a field called __proto__')
      }
      for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) next.push(part)
    }
    level = next
  }
}
