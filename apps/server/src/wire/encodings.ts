import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'

// The server's order of preference among encodings that a client accepts equally: smallest result first.
const encodings = ['br', 'gzip', 'identity'] as const

/** The encoding of a body, as `Content-Encoding` names it. */
export type Encoding = (typeof encodings)[number]

// Devices send the same few headers again and again.
const chosen = new LRUCache<string, Encoding>({ max: 100 })

/**
 * The encoding to answer in, by the request's `Accept-Encoding` (RFC 9110, 12.5.3). `isOffered` limits the choice to
 * the encodings that exist of a body; without it, all are on offer.
 */
export function encodingFor(accepted: string | undefined, isOffered?: (encoding: Encoding) => boolean): Encoding {
  if (accepted === undefined) return 'identity'
  if (isOffered || accepted.length > 200) return choose(accepted, isOffered ? encodings.filter(isOffered) : encodings)
  const known = chosen.get(accepted)
  if (known) return known
  const encoding = choose(accepted, encodings)
  chosen.set(accepted, encoding)
  return encoding
}

function choose(accepted: string, offered: readonly Encoding[]): Encoding {
  const weights = new Map<string, number>()
  for (const part of accepted.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    if (name !== '') weights.set(name, weight === undefined ? 1 : Number(weight) || 0)
  }
  const weightOf = (encoding: Encoding) =>
    weights.get(encoding) ?? (encoding === 'identity' ? 0.001 : (weights.get('*') ?? 0))
  return offered.reduce((best, one) => (weightOf(one) > weightOf(best) ? one : best), offered[0] ?? 'identity')
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/**
 * Compresses on a thread of the pool. Most bodies are stale within seconds, so the quickest levels are right: they save
 * nine tenths of what the best levels would.
 */
export function compress(bytes: Buffer, encoding: Exclude<Encoding, 'identity'>): Promise<Buffer> {
  switch (encoding) {
    case 'br': {
      const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants
      return brotli(bytes, { params: { [BROTLI_PARAM_QUALITY]: 3, [BROTLI_PARAM_SIZE_HINT]: bytes.length } })
    }
    case 'gzip':
      return zip(bytes, { level: 1 })
  }
}
