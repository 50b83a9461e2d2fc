import type { Client } from '@qtable/client'
import { type UpdateEnvironment, watchUpdates } from './app-update.ts'

/** Lets the app start and run offline, and update itself. */
export function installApp(client: Client, { isDrawing }: Pick<UpdateEnvironment, 'isDrawing'>): void {
  // A page opened before an update may request a file that is gone: the reloaded page has its own.
  addEventListener('vite:preloadError', () => void reloadWhereThereIsOne())
  if (!import.meta.env.PROD) return
  const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : undefined
  const updates = watchUpdates({
    workers,
    now: () => Date.now(),
    every: (ms, run) => void setInterval(run, ms),
    reload: () => location.reload(),
    isDrawing,
  })
  let wasLive = true
  client.on('status', ({ connection }) => {
    // On return, the server may have been updated.
    if (connection === 'live' && !wasLive) updates.check()
    wasLive = connection === 'live'
  })
  if (!workers) void fetchParts().catch(() => {})
}

// Without a worker, a reload offline would lose the page.
async function reloadWhereThereIsOne(): Promise<void> {
  const isKept = 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null
  const answers = () =>
    fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    )
  if (isKept || (await answers())) location.reload()
}

// Without https there is no worker: load what may be needed later into the browser's cache.
async function fetchParts(): Promise<void> {
  const parts: string[] = await (await fetch('/parts.json')).json()
  for (const part of parts) await (await fetch(part)).arrayBuffer()
}
