import type { Place } from './place.ts'
import { type SessionKeeper, scopeOf } from './session.ts'
import type { StoredSession } from './storage/storage.ts'

/** Whose floor this tab shows: one person in one restaurant at a time, or nobody's. */
export interface Whereabouts {
  readonly place: Place | undefined
  /** Of the place; empty where there is none. */
  readonly scope: string
  /** Goes where the session is by then. Resolves when that and all that was to be done before it is done. */
  go(session: SessionKeeper): Promise<void>
  /** Ends it where it is, and leaves everything on the device. */
  close(session: SessionKeeper): Promise<void>
  /** Resolves when it is where it was last told to go. */
  arrived(): Promise<void>
  /** Whoever is there is signing out: what was refused goes with them, when they leave. */
  willSignOut(): void
}

export function openWhereabouts(options: {
  enter(next: StoredSession, session: SessionKeeper): Promise<Place>
  /** The place is left; called before the next is entered, and also where there is no next. */
  onLeft(): void
  /** It is done. */
  onArrived(): void
  /** The server no longer lets in whoever is there. */
  isShutOut(): boolean
  report(error: unknown): void
}): Whereabouts {
  const { enter, onLeft, onArrived, isShutOut, report } = options
  let place: Place | undefined
  let scope = ''
  let signingOut = ''
  let isClosed = false
  // One move after another: leaving a restaurant has to be done before the next is entered.
  let moving: Promise<void> = Promise.resolve()

  async function moveTo(session: SessionKeeper): Promise<void> {
    const next = isClosed ? undefined : session.current
    const isSame = scopeOf(next) === scope
    // Whoever was shut out, and has signed in again, begins anew with what is stored.
    if (isSame && !(next && isShutOut())) return
    await place?.stop({ forget: isClosed || isSame ? 'nothing' : signingOut === scope ? 'all' : 'floor' })
    signingOut = ''
    place = undefined
    scope = scopeOf(next)
    onLeft()
    if (next) place = await enter(next, session)
    onArrived()
  }

  function go(session: SessionKeeper): Promise<void> {
    moving = moving.then(() => moveTo(session)).catch(report)
    return moving
  }

  return {
    get place() {
      return place
    },
    get scope() {
      return scope
    },
    go,
    close(session) {
      isClosed = true
      return go(session)
    },
    arrived: () => moving,
    willSignOut() {
      signingOut = scope
    },
  }
}
