import type { AppFile } from './app-file.ts'

export interface AppCacheOptions {
  /** What is on the device once the app is installed. */
  files: readonly AppFile[]
  /** The paths that `/index.html` draws. */
  pages: readonly string[]
  /** Where the app is served from, such as `https://stand.example.com`. */
  origin: string
  caches: CacheStorage
  fetch: typeof fetch
}

/** The app on the device: what a service worker answers with, with a network or without. */
export interface AppCache {
  /** Fetches the files that are not on the device yet; rejects where one of them cannot be had. */
  install(): Promise<void>
  /** Removes the files of other versions. */
  removeOtherVersions(): Promise<void>
  /** The answer to a request for a page or a file of the app; undefined where the network is to answer. */
  answerTo(request: Request): Promise<Response> | undefined
}

const appCacheName = 'app'
const fontCacheName = 'fonts'
// The page that runs meanwhile needs the network more.
const filesAtOnce = 4

// Versions share one cache: a new version fetches only the files that changed. The address of a file in the cache has its
// revision, so that the version in use keeps its own `/index.html` while the next one is fetched.
export function openAppCache({ files, pages, origin, caches, fetch }: AppCacheOptions): AppCache {
  const addresses = new Map(files.map((file) => [file.path, addressOf(file)]))

  function addressOf({ path, revision }: AppFile): string {
    return `${origin}${path}${revision === undefined ? '' : `?revision=${revision}`}`
  }

  async function install(): Promise<void> {
    const cache = await caches.open(appCacheName)
    const kept = new Set((await cache.keys()).map(({ url }) => url))
    const missing = files.filter((file) => !kept.has(addressOf(file))).values()
    const fetchNext = async () => {
      for (const file of missing) {
        // Under a name without a hash the browser's own cache may hold an older content.
        const answer = await fetch(file.path, { cache: file.revision === undefined ? 'default' : 'reload' })
        if (!answer.ok) throw new Error(`${file.path} was answered ${answer.status}`)
        await cache.put(addressOf(file), answer)
      }
    }
    const results = await Promise.allSettled(Array.from({ length: filesAtOnce }, fetchNext))
    const failed = results.find(({ status }) => status === 'rejected')
    if (failed) throw (failed as PromiseRejectedResult).reason
  }

  async function removeOtherVersions(): Promise<void> {
    const current = new Set(addresses.values())
    const cache = await caches.open(appCacheName)
    for (const request of await cache.keys()) if (!current.has(request.url)) await cache.delete(request)
    // Versions before this one kept the app under other names.
    for (const name of await caches.keys()) {
      if (name !== appCacheName && name !== fontCacheName) await caches.delete(name)
    }
  }

  function answerTo(request: Request): Promise<Response> | undefined {
    const url = new URL(request.url)
    if (request.method !== 'GET' || url.origin !== origin) return undefined
    const isPage = request.mode === 'navigate' && pages.includes(url.pathname.replace(/(?<=.)\/$/, ''))
    const file = isPage ? '/index.html' : url.pathname + url.search
    const address = addresses.get(file)
    if (address) return fromCache(request, address)
    // Scripts other than Latin: fetched when a name needs them, and kept from then on.
    if (url.pathname.endsWith('.woff2')) return keptFont(request)
    return undefined
  }

  async function fromCache(request: Request, address: string): Promise<Response> {
    const cache = await caches.open(appCacheName)
    // Browsers may remove what a page keeps.
    return (await cache.match(address, { ignoreVary: true })) ?? fetch(request)
  }

  async function keptFont(request: Request): Promise<Response> {
    const cache = await caches.open(fontCacheName)
    const kept = await cache.match(request, { ignoreVary: true })
    if (kept) return kept
    const answer = await fetch(request)
    if (answer.status === 200) await cache.put(request, answer.clone())
    return answer
  }

  return { install, removeOtherVersions, answerTo }
}
