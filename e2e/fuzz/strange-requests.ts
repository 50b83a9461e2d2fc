import type { Random } from '../random.ts'
import type { FuzzRequest } from './fuzz-request.ts'

const long = 'x'.repeat(7000)

const headers: readonly (readonly [string, string])[] = [
  ...(['', 'Bearer', 'Bearer a.b.c', 'Basic YTpi', `Bearer ${long}`, 'bearer null', 'Bearer \u00ff'] as const).map(
    (value) => ['authorization', value] as const,
  ),
  ...(['x', '"1", "2"', '*', 'W/"1"', '"', `"${long}"`] as const).map((value) => ['if-match', value] as const),
  ...(['"""', '*', long] as const).map((value) => ['if-none-match', value] as const),
  ...(['x', '', long, '0197f6a0-7c00-7000-8000-000000000001'] as const).map(
    (value) => ['idempotency-key', value] as const,
  ),
  ...(['127.0.0.1', '::::, 1', '10.0.0.1, 10.0.0.2', long] as const).map(
    (value) => ['x-forwarded-for', value] as const,
  ),
  ['x-forwarded-host', 'evil.example'],
  ['x-forwarded-proto', 'javascript'],
  ['x-original-url', '/api/v1/users'],
  ['x-http-method-override', 'DELETE'],
  ['x-request-id', 'x'.repeat(2000)],
  ['x-request-id', '{"level":"error"}'],
  ['host', 'evil.example'],
  ['origin', 'https://evil.example'],
  ['accept-encoding', 'zstd, *;q=0'],
  ['accept', 'text/html'],
  ['cookie', `a=${long}`],
  ['range', 'bytes=0-1,2-3,4-5'],
  ['te', 'trailers'],
  ['upgrade', 'h2c'],
  ['content-language', long],
]

/** The same request with one to three headers that mean harm. */
export function strangeHeaders(request: FuzzRequest, random: Random): FuzzRequest {
  const added = Array.from({ length: 1 + random.int(3) }, () => random.one(headers))
  const names = new Set(added.map(([name]) => name))
  const kept = request.headers.filter(([name]) => !names.has(name))
  const hasToken = kept.some(([name]) => name === 'authorization')
  const isMember = request.operation['x-role'] !== undefined
  return {
    ...request,
    headers: [...kept, ...new Map(added)],
    mustRefuse: request.mustRefuse ?? (isMember && !hasToken ? 'no readable token' : undefined),
  }
}

/** Another path or method of the same request: an odd spelling, or nothing that there is. */
export function strangePath(request: FuzzRequest, random: Random): FuzzRequest {
  const { target } = request
  const targets = [
    ...[`${target.split('?')[0]}/`, `/${target}`, target.replace('/api', '/API'), target.replaceAll('/', '//')],
    ...[target.replace('/v1/', '/v1/../v1/'), target.replace('/v1/', '/v1/..%2f'), `${target}%00`, `${target}%E2%82`],
    ...[target.replace(/[0-9a-f-]{36}/, "'%20or%201=1"), target.replace(/[0-9a-f-]{36}/, 'x'.repeat(300))],
    ...[
      target.replace(/restaurants\/\d+/, 'restaurants/-1'),
      target.replace(/restaurants\/\d+/, 'restaurants/9999999999'),
    ],
    ...[
      '/',
      '/index.html',
      '/../package.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/docs',
      '/docs/problems',
      '/openapi.json',
    ],
    ...['/docs/../../apps/server/src/main.ts', '/.env', '/.git/config', '/assets/../index.html', '/realtime', '*'],
  ]
  const methods = [...Array<string>(8).fill(request.method), 'OPTIONS', 'TRACE', 'PROPFIND', 'PUT', 'DELETE']
  // The quiet restaurant only reads, whatever the path is.
  const method = request.actor.onlyReads ? request.method : random.one(methods)
  return { ...request, target: random.one(targets), method, mustRefuse: undefined }
}

const queryValues = [
  ...['', '-1', '0', '1e9', '9'.repeat(30), 'x', '%00', '%ed%a0%80', '2026-02-30', '2026-13-01T00:00:00Z', 'a,b', '[]'],
  ...['x'.repeat(3000), "'%20or%201=1", '%F0%9F%8D%95', 'true', 'null', '2026-05-01T18:00:00Z'],
]

/** The same request with parameters that it does not have, that are wrong, or that stand twice. */
export function strangeQuery(request: FuzzRequest, random: Random): FuzzRequest {
  const own = request.operation.parameters.flatMap(({ name, in: place }) => (place === 'query' && name ? [name] : []))
  const name = random.one([...own, ...own, 'restaurant_id', 'unknown', '__proto__', 'constructor', 'limit', 'since'])
  const value = random.one(queryValues)
  const part = random.one([`${name}=${value}`, `${name}=${value}&${name}=${value}`, `${name}[]=${value}`, `${name}`])
  return { ...request, target: `${request.target}${request.target.includes('?') ? '&' : '?'}${part}` }
}
