import { type StoredSession, scopeOf } from '../storage/storage.ts'
import type { RestaurantSession } from './restaurant-session.ts'

/** The restaurant session that this tab shows: one person in one restaurant at a time, or none. */
export interface ActiveSession {
  readonly current: RestaurantSession | undefined
  /** The scope of `current`; empty where there is none. */
  readonly scope: string
  /** Switches to the session that is signed in by then. Resolves when this and every earlier switch is done. */
  follow(): Promise<void>
  /** Resolves when every switch so far is done. */
  switched(): Promise<void>
  /** The next switch is a sign-out: it also removes the refusals from the device. */
  willSignOut(): void
  /** Ends the present session and leaves everything on the device. */
  close(): Promise<void>
}

export function openActiveSession(options: {
  signedIn(): StoredSession | undefined
  open(session: StoredSession): Promise<RestaurantSession>
  /** Called when a session has ended, before the next one opens. */
  onLeft(): void
  onSwitched(): void
  /** The server no longer accepts the present session. */
  isRejected(): boolean
  reportError(error: unknown): void
}): ActiveSession {
  const { signedIn, open, onLeft, onSwitched, isRejected, reportError } = options
  let current: RestaurantSession | undefined
  let scope = ''
  let signingOutOf = ''
  let isClosed = false
  let switching: Promise<void> = Promise.resolve()

  async function change(): Promise<void> {
    const next = isClosed ? undefined : signedIn()
    const isSame = scopeOf(next) === scope
    // A rejected session that signs in again starts anew with what is stored.
    if (isSame && !(next && isRejected())) return
    await current?.stop({ forget: isClosed || isSame ? 'nothing' : signingOutOf === scope ? 'all' : 'floor' })
    signingOutOf = ''
    current = undefined
    scope = scopeOf(next)
    onLeft()
    if (next) current = await open(next)
    onSwitched()
  }

  // One switch after another: a session must have ended before the next one opens on the same storage.
  function follow(): Promise<void> {
    switching = switching.then(change).catch(reportError)
    return switching
  }

  return {
    get current() {
      return current
    },
    get scope() {
      return scope
    },
    follow,
    switched: () => switching,
    willSignOut() {
      signingOutOf = scope
    },
    close() {
      isClosed = true
      return follow()
    },
  }
}
