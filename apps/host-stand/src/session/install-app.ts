import type { Client } from '@qtable/client'
import { type UpdateEnvironment, watchUpdates } from './app-update.ts'

/** Lets the app open and go on without a network, and become a newer version of itself. */
export function installApp(client: Client, { isDrawing }: Pick<UpdateEnvironment, 'isDrawing'>): void {
  // A page that was open while a new version came may ask for a part that is gone: the new page has it.
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
    // Whoever comes back may find a server that was replaced meanwhile.
    if (connection === 'live' && !wasLive) updates.check()
    wasLive = connection === 'live'
  })
  if (!workers) void fetchParts().catch(() => {})
}

// Without a worker and without a network a page that is loaded anew would be gone.
async function reloadWhereThereIsOne(): Promise<void> {
  const isKept = 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null
  const answers = () =>
    fetch('/', { method: 'HEAD', cache: 'no-store' }).then(
      ({ ok }) => ok,
      () => false,
    )
  if (isKept || (await answers())) location.reload()
}

// Pages without https have no worker: what they may need later is at least in the browser's cache before the network goes.
async function fetchParts(): Promise<void> {
  const parts: string[] = await (await fetch('/parts.json')).json()
  for (const part of parts) await (await fetch(part)).arrayBuffer()
}
