import type { Platform } from '../platform.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { ClientStorage } from '../storage/storage.ts'
import { type BrowserTabs, openBrowserTabs, type TabsOptions } from '../tabs/browser-tabs.ts'
import type { Http } from '../transport/http.ts'
import { type Auth, type AuthOptions, openAuth } from './auth.ts'

/** What a client shares with the other tabs of its browser. Opening it takes a moment. */
export interface Resources {
  readonly storage: ClientStorage
  readonly tabs: BrowserTabs
  readonly auth: Auth
}

/** Opens them, without reading who is signed in. */
export async function openResources(
  options: Pick<AuthOptions, 'onChange' | 'onRenewed'> & {
    http: Http
    platform: Platform
    tabId: string
    storage: ClientStorage | undefined
    tabs: TabsOptions | undefined
    reportError: (error: unknown) => void
  },
): Promise<Resources> {
  const { http, platform, tabId, reportError, onChange, onRenewed } = options
  const storage = options.storage ?? (await openStorage(platform, reportError))
  const tabs = openBrowserTabs(options.tabs, { storage, platform, tabId })
  const auth = openAuth({
    http,
    platform,
    storage,
    locks: tabs.locks,
    onChange() {
      tabs.announceSession()
      onChange()
    },
    onRenewed(isOwn) {
      if (isOwn) tabs.announceSession()
      onRenewed(isOwn)
    },
  })
  // Another tab may have stored a newer session since.
  storage.onReset(() => {
    const restore = async () => {
      if (auth.current && !(await storage.readSession())) await storage.writeSession(auth.current)
    }
    void restore().catch(reportError)
  })
  return { storage, tabs, auth }
}
