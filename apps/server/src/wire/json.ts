import { Problem } from '@qtable/domain'

// The deepest body there is (settings.turnTimes.0.minutes of a command in a batch) has a depth of 8.
const deepest = 32

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads a body as JSON (RFC 8259): UTF-8 without broken bytes, no deeper than any body of ours; undefined where empty. */
export function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch (cause) {
    throw new Problem('malformed', 'The body is not JSON in UTF-8', { cause })
  }
  mustBeTame(value)
  return value
}

// Walked with a list of its own: a body of a million brackets must not end in a full stack, here or further in. A
// `__proto__` that survived as a field would become a prototype in the first careless copy.
function mustBeTame(root: unknown): void {
  let level = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) throw new Problem('malformed', `The body is nested deeper than ${deepest} levels`)
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      if (!Array.isArray(value) && Object.hasOwn(value, '__proto__')) {
        throw new Problem('malformed', 'The body has a field called __proto__')
      }
      for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) below.push(part)
    }
    level = below
  }
}
