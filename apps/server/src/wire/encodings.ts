import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'

// In the order of preference where a client takes several equally: the smallest first.
const encodings = ['br', 'gzip', 'identity'] as const

/** What a body may be sent in. */
export type Encoding = (typeof encodings)[number]

// Every device asks with the same few words, and asks often.
const chosen = new LRUCache<string, Encoding>({ max: 100 })

/** The encoding to answer in (RFC 9110, 12.5.3), of those offered: all of them, unless told. */
export function encodingFor(accepted: string | undefined, offered?: (encoding: Encoding) => boolean): Encoding {
  if (accepted === undefined) return 'identity'
  if (offered || accepted.length > 200) return choose(accepted, offered ? encodings.filter(offered) : encodings)
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

/** Compresses, on another thread. Texts here are sent soon and not for long: the quickest levels save nine tenths of what the best would. */
export function compressed(bytes: Buffer, encoding: Exclude<Encoding, 'identity'>): Promise<Buffer> {
  switch (encoding) {
    case 'br': {
      const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants
      return brotli(bytes, { params: { [BROTLI_PARAM_QUALITY]: 3, [BROTLI_PARAM_SIZE_HINT]: bytes.length } })
    }
    case 'gzip':
      return zip(bytes, { level: 1 })
  }
}
