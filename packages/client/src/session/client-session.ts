import { Problem } from '@qtable/domain'
import type { Client } from '../client.ts'
import { type ClientStorage, type StoredSession, scopeOf } from '../storage/storage.ts'
import type { ConnectionStatus } from '../sync/connection-status.ts'
import type { TabsOptions } from '../tabs/browser-tabs.ts'
import { type AnswerPage, openHttp } from '../transport/http.ts'
import { pollingTransport } from '../transport/polling.ts'
import { socketTransport } from '../transport/socket.ts'
import { openActiveSession } from './active-session.ts'
import { watchPageLifecycle } from './page-lifecycle.ts'
import { openResources, type Resources } from './resources.ts'
import { openRestaurantSession, type RestaurantSession, type RestaurantSessionOptions } from './restaurant-session.ts'

type Methods = Pick<
  Client,
  'signIn' | 'completeSignIn' | 'register' | 'accept' | 'switchTo' | 'signOut' | 'request' | 'pages' | 'post' | 'close'
>

/** Who is signed in on this device, and the restaurant that this tab shows. */
export interface ClientSession extends Methods {
  /** Resolves when the stored session is read, and what is stored of it is shown. */
  readonly ready: Promise<void>
  readonly signedIn: StoredSession | undefined
  readonly storageKind: ClientStorage['kind']
  /** The restaurant session, also while it ends. */
  readonly current: RestaurantSession | undefined
  /** The restaurant session of the signed-in person; undefined while the tab switches to it. */
  readonly restaurant: RestaurantSession | undefined
}

export interface ClientSessionOptions
  extends Omit<RestaurantSessionOptions, 'storage' | 'auth' | 'tabs' | 'tabId' | 'transports' | 'onStatus'> {
  /** Of the server, without a slash at its end. */
  url: string
  /** IndexedDB in browsers and memory elsewhere, unless given. */
  storage: ClientStorage | undefined
  /** The browser's own means unless given. */
  tabs: TabsOptions | undefined
  /** Milliseconds between two polls; 3000 unless given. */
  pollEveryMs: number | undefined
  /** The connection, the person or their role changed. */
  onStatus(connection?: ConnectionStatus): void
  /** A restaurant session opens. */
  onEnter(): void
  /** A restaurant session has ended. */
  onLeft(): void
  /** The server no longer accepts the present session. */
  isRejected(): boolean
}

export function openClientSession(options: ClientSessionOptions): ClientSession {
  const { platform, reportError, onStatus } = options
  const tabId = platform.newId()
  let resources: Resources | undefined
  const active = openActiveSession({
    ...options,
    signedIn: () => resources?.auth.current,
    async open(session) {
      options.onEnter()
      const { storage, tabs, auth } = await opening
      const transports = transportsFor(session, auth, options)
      return openRestaurantSession(session, { ...options, storage, tabs, auth, tabId, transports })
    },
    onSwitched: () => onStatus(),
  })
  const opening = openResources({
    ...options,
    http: openHttp(options),
    tabId,
    onChange: () => void active.follow(),
    onRenewed: () => onStatus(),
  })

  async function begin(): Promise<void> {
    resources = await opening
    const { auth, tabs } = resources
    const reload = async () => {
      await auth.load()
      await active.follow()
    }
    tabs.onSession(() => void reload().catch(reportError))
    await auth.load().catch(reportError)
    await active.switched()
    onStatus()
  }

  const ready = begin()
  const opened = async (): Promise<Resources> => {
    await ready
    return opening
  }
  const endLifecycle = watchPageLifecycle({
    onConnectivity: (event) => active.current?.notify(event),
    onHidden: () => active.current?.flush(),
  })

  return {
    ready,
    get signedIn() {
      return resources?.auth.current
    },
    get storageKind() {
      return resources?.storage.kind ?? 'memory'
    },
    get current() {
      return active.current
    },
    get restaurant() {
      return scopeOf(resources?.auth.current) === active.scope ? active.current : undefined
    },
    ...accountMethods({ opened, active, unsent: () => options.store.outbox.length }),
    async close() {
      endLifecycle()
      const { storage, tabs } = await opened()
      tabs.close()
      await active.close()
      storage.close()
    },
  }
}

function transportsFor(
  session: StoredSession,
  auth: Resources['auth'],
  { url, platform, pollEveryMs }: ClientSessionOptions,
): RestaurantSessionOptions['transports'] {
  const scoped = auth.forScope(scopeOf(session))
  return {
    socket: socketTransport({ url, platform, ...scoped }),
    polling: pollingTransport({ platform, ...scoped, everyMs: pollEveryMs }),
  }
}

/** Each method resolves when the tab shows the session that is signed in by then. */
function accountMethods(options: {
  opened: () => Promise<Resources>
  active: ReturnType<typeof openActiveSession>
  unsent: () => number
}): Omit<Methods, 'close'> {
  const { opened, active } = options

  async function change(work: (auth: Resources['auth']) => Promise<void>): Promise<void> {
    const { auth } = await opened()
    await work(auth)
    await active.switched()
  }

  function mustBeSent({ evenIfUnsent = false }: { evenIfUnsent?: boolean } = {}): void {
    const unsent = options.unsent()
    if (unsent === 0 || evenIfUnsent) return
    throw new Problem('in_use', `${unsent} changes wait to be sent`, { current: { unsent } })
  }

  return {
    signIn: (credentials) => change((auth) => auth.signIn(credentials)),
    completeSignIn: (answer) => change((auth) => auth.completeSignIn(answer)),
    register: (restaurant) => change((auth) => auth.register(restaurant)),
    accept: (invitation, given) =>
      change((auth) => {
        mustBeSent(given)
        return auth.accept(invitation)
      }),
    switchTo: (restaurantId, given) =>
      change((auth) => {
        mustBeSent(given)
        return auth.switchTo(restaurantId)
      }),
    signOut: (given) =>
      change((auth) => {
        mustBeSent(given)
        active.willSignOut()
        return auth.signOut()
      }),
    request: async (method, path, body) => (await opened()).auth.call({ method, path, body }),
    async *pages(path) {
      const { auth } = await opened()
      for (let next: string | undefined = path; next !== undefined; ) {
        const page = (await auth.call({ method: 'GET', path: next, isPage: true })) as AnswerPage
        yield page
        next = page.next
      }
    },
    post: async (path, body) => (await opened()).auth.open({ method: 'POST', path, body }),
  }
}
