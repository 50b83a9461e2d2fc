/** What a browser knows of its network and of its page. */
export interface Hints {
  network(state: 'online' | 'offline'): void
  /** The page may be gone any moment. */
  leaving(): void
}

interface Page {
  addEventListener?: (name: string, listener: () => void) => void
  removeEventListener?: (name: string, listener: () => void) => void
  document?: { readonly visibilityState: string }
}

/** Listens to the page, until the function that it returns is called. Where there is no page nothing is ever heard. */
export function watchPage(hints: Hints, page: Page = globalThis as Page): () => void {
  const listeners: Readonly<Record<string, () => void>> = {
    online: () => hints.network('online'),
    offline: () => hints.network('offline'),
    // It may have slept for hours, and the network with it.
    visibilitychange() {
      if (page.document?.visibilityState === 'visible') hints.network('online')
    },
    // Phones end pages without another word; this is the last that they say.
    pagehide: () => hints.leaving(),
  }
  for (const [name, listener] of Object.entries(listeners)) page.addEventListener?.(name, listener)
  return () => {
    for (const [name, listener] of Object.entries(listeners)) page.removeEventListener?.(name, listener)
  }
}
