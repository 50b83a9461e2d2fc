import { expect, test } from 'vitest'
import { openAppCache } from './app-cache.ts'
import type { AppFile } from './app-file.ts'

const origin = 'https://stand.example'
const pages = ['/', '/timeline']

/** A browser with caches, and a server whose files a test changes. */
function openDevice() {
  const stored = new Map<string, Map<string, Response>>()
  const server = new Map<string, string>()
  const asked: { path: string; cache: RequestCache | undefined }[] = []
  const addressOf = (request: RequestInfo | URL) => (request instanceof Request ? request.url : String(request))
  function cacheOf(name: string) {
    const entries = stored.get(name) ?? new Map<string, Response>()
    stored.set(name, entries)
    return {
      keys: async () => [...entries.keys()].map((url) => new Request(url)),
      match: async (request: RequestInfo | URL) => entries.get(addressOf(request))?.clone(),
      put: async (request: RequestInfo | URL, answer: Response) => void entries.set(addressOf(request), answer),
      delete: async (request: RequestInfo | URL) => entries.delete(addressOf(request)),
    }
  }
  const caches = {
    open: async (name: string) => cacheOf(name),
    keys: async () => [...stored.keys()],
    delete: async (name: string) => stored.delete(name),
  } as unknown as CacheStorage

  const fetch = async (request: RequestInfo | URL, init?: RequestInit) => {
    const path = addressOf(request).replace(origin, '')
    asked.push({ path, cache: init?.cache })
    const content = server.get(path)
    return new Response(content ?? 'nothing', { status: content === undefined ? 404 : 200 })
  }

  const version = (files: readonly AppFile[]) => openAppCache({ files, pages, origin, caches, fetch })
  return { stored, server, asked, version }
}

function get(path: string, { mode }: { mode?: RequestMode } = {}): Request {
  const request = new Request(origin + path)
  // Only browsers make requests of this mode.
  if (mode) Object.defineProperty(request, 'mode', { value: mode })
  return request
}

const textOf = async (answer: Promise<Response> | undefined) => (await answer)?.text()

async function installed() {
  const device = openDevice()
  device.server.set('/index.html', 'page 1').set('/assets/app-1.js', 'app 1').set('/assets/libraries.js', 'libraries')
  const version = device.version([
    { path: '/assets/app-1.js' },
    { path: '/assets/libraries.js' },
    { path: '/index.html', revision: 'a' },
  ])
  await version.install()
  await version.removeOtherVersions()
  return { ...device, first: version }
}

test('without a network the pages of the app and its files are answered, and nothing else is', async () => {
  const { server, asked, first } = await installed()
  server.clear()
  asked.length = 0
  for (const path of ['/', '/timeline', '/timeline/', '/timeline?date=2026-05-01']) {
    expect(await textOf(first.answerTo(get(path, { mode: 'navigate' }))), path).toBe('page 1')
  }
  expect(await textOf(first.answerTo(get('/assets/app-1.js')))).toBe('app 1')
  expect(asked).toEqual([])
  expect(first.answerTo(get('/docs', { mode: 'navigate' }))).toBeUndefined()
  expect(first.answerTo(get('/timeline'))).toBeUndefined()
  expect(first.answerTo(get('/api/v1/guests'))).toBeUndefined()
  expect(first.answerTo(get('/assets/app-1.js?raw'))).toBeUndefined()
  expect(first.answerTo(new Request(`${origin}/`, { method: 'POST' }))).toBeUndefined()
  expect(first.answerTo(new Request('https://elsewhere.example/assets/app-1.js'))).toBeUndefined()
})

test('a new version fetches what changed, past the browser’s cache where the name is the same, and removes the rest', async () => {
  const { server, asked, stored, version, first } = await installed()
  server.set('/index.html', 'page 2').set('/assets/app-2.js', 'app 2')
  stored.set('workbox-precache-v2', new Map())
  stored.set('fonts', new Map())
  asked.length = 0
  const second = version([
    { path: '/assets/app-2.js' },
    { path: '/assets/libraries.js' },
    { path: '/index.html', revision: 'b' },
  ])
  await second.install()
  expect(asked).toEqual([
    { path: '/assets/app-2.js', cache: 'default' },
    { path: '/index.html', cache: 'reload' },
  ])
  // The version in use goes on with its own files until the new one takes over.
  expect(await textOf(first.answerTo(get('/', { mode: 'navigate' })))).toBe('page 1')
  await second.removeOtherVersions()
  expect(await textOf(second.answerTo(get('/', { mode: 'navigate' })))).toBe('page 2')
  expect([...stored.keys()].sort()).toEqual(['app', 'fonts'])
  expect([...(stored.get('app')?.keys() ?? [])]).not.toContain(`${origin}/assets/app-1.js`)
})

test('a version of which a file cannot be had is not installed, and the next try fetches only what is left', async () => {
  const { server, asked, version } = openDevice()
  server.set('/assets/app-1.js', 'app 1')
  const app = version([{ path: '/assets/app-1.js' }, { path: '/index.html', revision: 'a' }])
  await expect(app.install()).rejects.toThrow('/index.html was answered 404')
  server.set('/index.html', 'page 1')
  asked.length = 0
  await app.install()
  expect(asked.map(({ path }) => path)).toEqual(['/index.html'])
})

test('what the browser has removed is asked of the server', async () => {
  const { stored, first } = await installed()
  stored.delete('app')
  expect(await textOf(first.answerTo(get('/assets/app-1.js')))).toBe('app 1')
})

test('a font of another script is kept from the first use on, and a failure is not', async () => {
  const { server, first } = await installed()
  expect((await first.answerTo(get('/assets/inter-greek.woff2')))?.status).toBe(404)
  server.set('/assets/inter-greek.woff2', 'greek')
  expect(await textOf(first.answerTo(get('/assets/inter-greek.woff2')))).toBe('greek')
  server.clear()
  expect(await textOf(first.answerTo(get('/assets/inter-greek.woff2')))).toBe('greek')
})
