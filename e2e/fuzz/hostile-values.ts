import { gzipSync } from 'node:zlib'
import type { Random } from '../random.ts'

const wrongKinds: readonly unknown[] = [
  ...[null, true, false, 0, -1, 0.5, 1e308, 2 ** 53, -(2 ** 31) - 1],
  ...['', ' ', 'x', '\u0000', '\ud800', '\u202etxt', '\u2066', 'x'.repeat(5000), '\u{1F469}\u200d\u{1F373}'.repeat(50)],
  ...['2026-02-30T25:61:00Z', '9999-12-31T23:59:59Z', '0000-00-00', '00000000-0000-0000-0000-00000000000g'],
  ...["'; drop table guests; --", '../../etc/passwd', '<script>alert(1)</script>', '%00', '#{7*7}', '{{7*7}}'],
  ...[{}, { a: { b: {} } }, { toString: 1 }, { constructor: { prototype: {} } }, { length: 5 }],
  ...[[], [null], [[]], Array.from({ length: 600 }, () => ({})), Array.from({ length: 30 }, () => 'x')],
]

const strangeNames = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'surprise',
  '\ud800',
  '',
  'restaurant_id',
  'x'.repeat(300),
]

type Container = Record<string | number, unknown>

/** A copy of a value with one part of another kind, left out or added. */
export function spoiled(value: unknown, random: Random): unknown {
  const copy = structuredClone(value)
  const places = placesIn(copy)
  if (places.length === 0 || random.chance(0.05)) return random.one(wrongKinds)
  const { container, key } = random.one(places)
  switch (random.int(6)) {
    case 0:
      delete container[key]
      break
    case 1:
      container[Array.isArray(container) ? container.length : random.one(strangeNames)] = random.one(wrongKinds)
      break
    case 2:
      container[key] = nearlyRight(container[key], random)
      break
    default:
      container[key] = random.one(wrongKinds)
  }
  return copy
}

function placesIn(value: unknown): { container: Container; key: string | number }[] {
  if (typeof value !== 'object' || value === null) return []
  const container = value as Container
  return Object.keys(container).flatMap((key) => [{ container, key }, ...placesIn(container[key])])
}

function nearlyRight(value: unknown, random: Random): unknown {
  if (typeof value === 'string')
    return random.one([value.toUpperCase(), ` ${value} `, `${value}\n`, value.slice(1), value.repeat(40)])
  if (typeof value === 'number') return random.one([String(value), -value, value + 0.1, value * 1e6, [value]])
  if (Array.isArray(value)) return [...value, ...value, ...value]
  return [value]
}

/** A body that is hostile in size or shape, with the headers that belong to it. */
export interface HostileBody {
  bytes: Buffer
  headers?: [string, string][]
}

const deep = (open: string, close: string, levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`

/** One hostile body, most often made of a valid one. */
export function hostileBody(valid: unknown, random: Random): HostileBody {
  const text = JSON.stringify(valid ?? {})
  const inside = (part: string) => (text.startsWith('{"') ? `{${part},${text.slice(1)}` : `{${part}}`)
  const many = (count: number) => JSON.stringify({ operations: Array.from({ length: count }, () => valid ?? null) })
  const bodies: (() => string | Buffer<ArrayBufferLike> | HostileBody)[] = [
    () => deep('[', ']', random.one([33, 1000, 100_000])),
    () => deep('{"a":', '}', random.one([33, 5000])),
    () => inside(`"notes":${JSON.stringify('n'.repeat(random.one([3000, 100_000, 1_000_000])))}`),
    () => inside(`"name":"${'\\ud83d\\ude00'.repeat(2000)}"`),
    () => many(random.one([501, 2000])).slice(0, 1_040_000),
    () => `[${'{},'.repeat(100_000)}{}]`,
    () => `{${Array.from({ length: 20_000 }, (_, i) => `"f${i}":1`).join()}}`,
    () => inside('"__proto__":{"isAdmin":true}'),
    () => inside('"constructor":{"prototype":{"isAdmin":true}}'),
    () => inside('"id":"1","id":"2"'),
    () => inside('"partySize":1e999'),
    () => inside(`"partySize":${'9'.repeat(10_000)}`),
    () => text.slice(0, random.int(text.length + 1)),
    () => `${text}${text}`,
    () => `\ufeff${text}`,
    () => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0xfe, 0xc0, 0xaf]), Buffer.from('}')]),
    () => Buffer.from(text, 'utf16le'),
    () => Buffer.alloc(random.one([1, 4096]), 0),
    () => ({ bytes: gzipSync(text), headers: [['content-encoding', 'gzip']] }),
    () => ({ bytes: Buffer.from(text), headers: [['content-encoding', random.one(['br', 'x', 'identity, gzip'])]] }),
    () => ({ bytes: Buffer.from(text), headers: [['content-type', random.one(contentTypes)]] }),
    () => flippedBytes(Buffer.from(text), random),
  ]
  const body = random.one(bodies)()
  return typeof body === 'string' || Buffer.isBuffer(body) ? { bytes: Buffer.from(body) } : body
}

const contentTypes = [
  ...[
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
    '*/*',
  ],
  ...['application/json; charset=utf-16', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/jsonx'],
  ...['application/merge-patch+json', `application/json;${'a=b;'.repeat(500)}`],
]

function flippedBytes(bytes: Buffer, random: Random): Buffer {
  for (let i = 0; i < 3 && bytes.length > 0; i++) bytes[random.int(bytes.length)] = random.int(256)
  return bytes
}
