/** What a page says about its network and its end. */
export interface PageLifecycle {
  onConnectivity(event: 'online' | 'offline'): void
  /** The page may end at any moment. */
  onHidden(): void
}

interface Page {
  addEventListener?: (name: string, listener: () => void) => void
  removeEventListener?: (name: string, listener: () => void) => void
  document?: { readonly visibilityState: string }
}

/** Watches the page; the returned function ends it. Outside of a browser nothing is ever called. */
export function watchPageLifecycle(lifecycle: PageLifecycle, page: Page = globalThis as Page): () => void {
  const listeners: Readonly<Record<string, () => void>> = {
    online: () => lifecycle.onConnectivity('online'),
    offline: () => lifecycle.onConnectivity('offline'),
    // The page may have slept for hours, and the network with it.
    visibilitychange() {
      if (page.document?.visibilityState === 'visible') lifecycle.onConnectivity('online')
    },
    // The last event on phones, which end pages in the background without another one.
    pagehide: () => lifecycle.onHidden(),
  }
  for (const [name, listener] of Object.entries(listeners)) page.addEventListener?.(name, listener)
  return () => {
    for (const [name, listener] of Object.entries(listeners)) page.removeEventListener?.(name, listener)
  }
}
