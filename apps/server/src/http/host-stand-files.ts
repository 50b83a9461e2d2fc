import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import path from 'node:path'
import { type Encoding, encodingFor } from '../wire/encodings.ts'

/** The built host stand, with every file in memory. */
export interface HostStandFiles {
  /** The answer to a request for a file or a page of the app; undefined where the path is neither. */
  answerTo(request: FileRequest, caller: { isLocal: boolean }): Promise<FileAnswer | undefined>
}

interface FileRequest {
  method: string
  url: string
  headers: IncomingHttpHeaders
}

interface FileAnswer {
  status: 200 | 304
  headers: Record<string, string>
  body: Buffer | string | undefined
}

interface BuiltFile {
  contentType: string
  /** A hash of its content: nodes with the same build have the same one. */
  etag: string
  /** Its name contains a hash of its content. */
  hasHashedName: boolean
  bodies: ReadonlyMap<Encoding, Buffer>
}

interface Build {
  files: ReadonlyMap<string, BuiltFile>
  /** The paths that the app routes itself: all of them are answered with index.html. */
  pages: ReadonlySet<string>
}

const contentTypes: Readonly<Record<string, string>> = {
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

// Nothing from other sites, nothing inline, no eval. Sockets of this host count as `self`.
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

export interface HostStandFilesOptions {
  /** Where `npm run build` puts the app. While it does not exist, every request looks for it again. */
  folder: string
  /** The sign-in of the demo restaurant, where the app offers one: to people on this machine alone. */
  demo?: (() => Promise<{ email: string; password: string } | undefined>) | undefined
  /** The host name that passkeys are for; undefined where there are none. */
  passkeyHost?: string | undefined
}

export function openHostStandFiles({ folder, demo, passkeyHost }: HostStandFilesOptions): HostStandFiles {
  let reading: Promise<Build | undefined> | undefined
  async function readOnce(): Promise<Build | undefined> {
    reading ??= readBuild(folder)
    let build: Build | undefined
    try {
      build = await reading
    } finally {
      // Not built yet, or replaced while it was read: the next request tries again.
      if (!build) reading = undefined
    }
    return build
  }
  return {
    async answerTo(request, { isLocal }) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
      const asked = request.url.split('?')[0] ?? ''
      // Paths are keys of a map and never reach the file system, so none can leave the folder.
      if (/[%\\]|\/\./.test(asked)) return undefined
      // What the sign-in page offers beside a password.
      if (asked === '/sign-in.json') {
        return jsonAnswer({ passkey_host: passkeyHost ?? null, demo: (isLocal ? await demo?.() : undefined) ?? null })
      }
      const build = await readOnce()
      const page = asked.replace(/(?<=.)\/$/, '')
      const file = build?.files.get(build.pages.has(page) ? '/index.html' : asked)
      return file && fileAnswer(file, request)
    },
  }
}

function jsonAnswer(body: object): FileAnswer {
  const headers = { 'cache-control': 'no-store', 'content-type': contentTypes['.json'] ?? '' }
  return { status: 200, headers, body: JSON.stringify(body) }
}

function fileAnswer({ contentType, etag, hasHashedName, bodies }: BuiltFile, request: FileRequest): FileAnswer {
  const encoding = encodingFor(request.headers['accept-encoding'], (one) => bodies.has(one))
  const tag = `"${etag}-${encoding}"`
  const headers: Record<string, string> = {
    'cache-control': hasHashedName ? 'public, max-age=31536000, immutable' : 'no-cache',
    // On every file, because a service worker runs under the policy of its own script.
    'content-security-policy': policy,
    etag: tag,
  }
  const known = request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, ''))
  if (known?.includes(tag) || known?.includes('*')) return { status: 304, headers, body: undefined }
  if (encoding !== 'identity') headers['content-encoding'] = encoding
  return { status: 200, headers: { ...headers, 'content-type': contentType }, body: bodies.get(encoding) }
}

async function readBuild(folder: string): Promise<Build | undefined> {
  const pages = await readFile(path.join(folder, '.pages.json'), 'utf8').catch(() => undefined)
  if (pages === undefined) return undefined
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
  const files = new Map<string, BuiltFile>()
  for (const name of names.filter((one) => !(path.extname(one) in suffixes))) {
    const plain = await readFile(path.join(folder, name))
    const bodies = new Map<Encoding, Buffer>()
    for (const [suffix, encoding] of Object.entries(suffixes)) {
      if (names.includes(`${name}${suffix}`)) {
        bodies.set(encoding, await readFile(path.join(folder, `${name}${suffix}`)))
      }
    }
    files.set(`/${name}`, {
      contentType: contentTypes[path.extname(name)] ?? 'application/octet-stream',
      etag: createHash('sha256').update(plain).digest('base64url').slice(0, 22),
      hasHashedName: name.startsWith('assets/'),
      bodies: bodies.set('identity', plain),
    })
  }
  return { files, pages: new Set(JSON.parse(pages) as string[]) }
}
