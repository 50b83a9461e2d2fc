import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import path from 'node:path'
import { type Encoding, encodingFor } from '../wire/encodings.ts'

/** The host stand as it was built: every file in memory. */
export interface Stand {
  /** The answer to a request for a file or a page of the app; undefined where the path is neither. */
  answerTo(request: StandRequest): Promise<StandAnswer | undefined>
}

export interface StandRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
}

export interface StandAnswer {
  status: 200 | 204 | 304
  headers: Record<string, string>
  body: Buffer | string | undefined
}

interface StandFile {
  type: string
  etag: string
  /** Its name changes with its content. */
  isHashed: boolean
  encodings: ReadonlyMap<Encoding, Buffer>
}

interface Files {
  byPath: ReadonlyMap<string, StandFile>
  /** Paths that the app draws itself: they are answered with its one page. */
  pages: ReadonlySet<string>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
}
const suffixes: Readonly<Record<string, Encoding>> = { '.br': 'br', '.gz': 'gzip' }

// Nothing from anywhere else, nothing inline, nothing evaluated. Sockets of this host are `self` too.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export interface StandOptions {
  /** Where `npm run build` left the app. While there is nothing, nothing is answered, and it is looked again. */
  folder: string
  /** How to sign in to the demo restaurant, where one is shown. */
  demo?: (() => Promise<{ email: string; password: string } | undefined>) | undefined
}

export function openStand({ folder, demo }: StandOptions): Stand {
  let files: Promise<Files | undefined> | undefined
  async function read(): Promise<Files | undefined> {
    files ??= readStand(folder)
    let found: Files | undefined
    try {
      found = await files
    } finally {
      // Not there yet, or put in its place anew while it was read.
      if (!found) files = undefined
    }
    return found
  }
  return {
    async answerTo(request) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
      const asked = request.url.split('?')[0] ?? ''
      // Looked up, never resolved: no path leads out of the folder.
      if (/[%\\]|\/\./.test(asked)) return undefined
      if (asked === '/demo.json') return demoAnswer(await demo?.())
      const found = await read()
      const page = asked.replace(/(?<=.)\/$/, '')
      const file = found?.byPath.get(found.pages.has(page) ? '/index.html' : asked)
      return file && answerWith(file, request)
    },
  }
}

function demoAnswer(demo: object | undefined): StandAnswer {
  const headers = { 'cache-control': 'no-store' }
  if (!demo) return { status: 204, headers, body: undefined }
  return { status: 200, headers: { ...headers, 'content-type': types['.json'] ?? '' }, body: JSON.stringify(demo) }
}

function answerWith(file: StandFile, { headers: asked }: StandRequest): StandAnswer {
  const encoding = encodingFor(asked['accept-encoding'], (one) => file.encodings.has(one))
  const etag = `"${file.etag}-${encoding}"`
  const headers: Record<string, string> = {
    'cache-control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    // Of every file: a service worker lives under the policy that its own script came with.
    'content-security-policy': policy,
    etag,
  }
  const known = asked['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known?.includes(etag) || known?.includes('*')) return { status: 304, headers, body: undefined }
  if (encoding !== 'identity') headers['content-encoding'] = encoding
  return { status: 200, headers: { ...headers, 'content-type': file.type }, body: file.encodings.get(encoding) }
}

async function readStand(folder: string): Promise<Files | undefined> {
  const pages = await readFile(path.join(folder, '.pages.json'), 'utf8').catch(() => undefined)
  if (pages === undefined) return undefined
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
  const byPath = new Map<string, StandFile>()
  for (const name of names.filter((one) => !(path.extname(one) in suffixes))) {
    const plain = await readFile(path.join(folder, name))
    const bodies = new Map<Encoding, Buffer>()
    for (const [suffix, encoding] of Object.entries(suffixes)) {
      if (names.includes(`${name}${suffix}`))
        bodies.set(encoding, await readFile(path.join(folder, `${name}${suffix}`)))
    }
    byPath.set(`/${name}`, {
      type: types[path.extname(name)] ?? 'application/octet-stream',
      etag: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
      isHashed: name.startsWith('assets/'),
      encodings: bodies.set('identity', plain),
    })
  }
  return { byPath, pages: new Set(JSON.parse(pages) as string[]) }
}
