import { openAppCache } from './app-cache.ts'
import type { AppFile } from './app-file.ts'

// The build fills these in: see build-service-worker.ts.
declare const __APP_FILES__: readonly AppFile[]
declare const __APP_PAGES__: readonly string[]
declare const self: ServiceWorkerGlobalScope

const app = openAppCache({
  files: __APP_FILES__,
  pages: __APP_PAGES__,
  origin: self.location.origin,
  caches: self.caches,
  fetch: self.fetch.bind(self),
})

// A new version takes over as soon as it has all its files, also from open pages: they reload when that interrupts no
// work (app-update.ts).
self.addEventListener('install', (event) => event.waitUntil(app.install().then(() => self.skipWaiting())))
self.addEventListener('activate', (event) =>
  event.waitUntil(app.removeOtherVersions().then(() => self.clients.claim())),
)
self.addEventListener('fetch', (event) => {
  const answer = app.answerTo(event.request)
  if (answer) event.respondWith(answer)
})
