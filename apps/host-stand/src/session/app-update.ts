import { create } from 'zustand'
import { placingNow } from '../placing/placing-store.ts'

/** What of a page and its browser a new version of the app has to do with. */
export interface UpdateEnvironment {
  /** Undefined where there can be none: pages without https, private windows. */
  workers: Pick<ServiceWorkerContainer, 'controller' | 'register' | 'addEventListener'> | undefined
  now(): number
  every(ms: number, run: () => void): void
  reload(): void
  /** Whether the page on the screen must not be reloaded: the floor is being drawn. */
  isDrawing(): boolean
}

/** Keeps the app on the device, and takes a new version of it when that disturbs nobody. */
export interface Updates {
  /** Asks whether there is a new version; at most once a minute. */
  check(): void
  /** Takes the new version, if there is one and nobody is in the middle of something. */
  takeWhenIdle(): void
}

const checkEveryMs = 30 * 60_000
const atMostMs = 60_000
const idleMs = 60_000
const checkMs = 5_000

const useUpdateStore = create<{ isReady: boolean }>(() => ({ isReady: false }))
const isReady = () => useUpdateStore.getState().isReady
const setReady = (next: boolean) => useUpdateStore.setState({ isReady: next })

/** Whether a new version is on the device, and the page still is the old one. */
export const useUpdateReady = (): boolean => useUpdateStore((state) => state.isReady)

/**
 * The service worker keeps what the app is made of. One of a newer version takes over as soon as it has all of it; the
 * page goes on as it was, and is loaded anew when it is out of sight or nobody has touched it for a minute. Unsent
 * changes and what was refused are on the device: nothing is lost by it.
 */
export function watchUpdates(world: UpdateEnvironment): Updates {
  const { workers, now, every, reload, isDrawing } = world
  let registration: ServiceWorkerRegistration | undefined
  let checkedAt = now()
  let touchedAt = now()
  setReady(false)

  function check(): void {
    if (!registration || now() - checkedAt < atMostMs) return
    checkedAt = now()
    // Without a network there is nothing to be found, and another check will come.
    registration.update().catch(() => {})
  }

  function takeWhenIdle(): void {
    const isUnseen = document.visibilityState === 'hidden'
    if (!isReady() || !isIdle() || isDrawing() || !(isUnseen || now() - touchedAt >= idleMs)) return
    // Once: the page has yet to go.
    setReady(false)
    reload()
  }

  if (!workers) return { check, takeWhenIdle }
  // The first one on a device brings nothing new.
  const isFirstInstall = workers.controller === null
  let changes = 0
  workers.addEventListener('controllerchange', () => {
    changes += 1
    if (isFirstInstall && changes === 1) return
    setReady(true)
    takeWhenIdle()
  })
  // Refused where storage is blocked; the app works all the same while there is a network.
  workers.register('/sw.js').then(
    (made) => {
      registration = made
    },
    () => {},
  )
  for (const event of ['pointerdown', 'keydown']) {
    addEventListener(
      event,
      () => {
        touchedAt = now()
      },
      true,
    )
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') takeWhenIdle()
    else check()
  })
  every(checkEveryMs, check)
  every(checkMs, takeWhenIdle)
  return { check, takeWhenIdle }
}

// Not while a sheet or a menu lies open, something is typed or a party is placed.
function isIdle(): boolean {
  const isTyping = document.activeElement?.matches('input, textarea, select') ?? false
  const open = document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')
  return !isTyping && open === null && placingNow() === undefined
}
