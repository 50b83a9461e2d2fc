import { create } from 'zustand'
import { placingNow } from '../placing/placing-store.ts'

/** What an update needs of the page and its browser. */
export interface UpdateEnvironment {
  /** Undefined if there is none: without https, or in private windows. */
  workers: Pick<ServiceWorkerContainer, 'controller' | 'register' | 'addEventListener'> | undefined
  now(): number
  every(ms: number, run: () => void): void
  reload(): void
  /** Whether the page must not be reloaded, because the floor is being edited. */
  isDrawing(): boolean
}

/** Keeps the app on the device and installs a new version when it interrupts no work. */
export interface Updates {
  /** Looks for a new version, at most once a minute. */
  check(): void
  /** Loads the new version if there is one and the person is not in the middle of something. */
  takeWhenIdle(): void
}

const checkEveryMs = 30 * 60_000
const atMostMs = 60_000
const idleMs = 60_000
const checkMs = 5_000

const useUpdateStore = create<{ isReady: boolean }>(() => ({ isReady: false }))
const isReady = () => useUpdateStore.getState().isReady
const setReady = (next: boolean) => useUpdateStore.setState({ isReady: next })

/** Whether a new version is on the device while the page still runs the old one. */
export const useUpdateReady = (): boolean => useUpdateStore((state) => state.isReady)

/**
 * The service worker caches the app. A newer one takes over once it has cached everything; the page keeps running and
 * reloads when it is hidden or has not been touched for a minute. Unsent and refused changes are stored on the device,
 * so a reload loses nothing.
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
    // Fails offline; the next check will find it.
    registration.update().catch(() => {})
  }

  function takeWhenIdle(): void {
    const isUnseen = document.visibilityState === 'hidden'
    if (!isReady() || !isIdle() || isDrawing() || !(isUnseen || now() - touchedAt >= idleMs)) return
    // Only once: the reload takes a moment.
    setReady(false)
    reload()
  }

  if (!workers) return { check, takeWhenIdle }
  // The first worker on a device is no update.
  const isFirstInstall = workers.controller === null
  let changes = 0
  workers.addEventListener('controllerchange', () => {
    changes += 1
    if (isFirstInstall && changes === 1) return
    setReady(true)
    takeWhenIdle()
  })
  // Fails if storage is blocked; the app still works online.
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

// Not while a sheet or menu is open, something is typed, or a party is being placed.
function isIdle(): boolean {
  const isTyping = document.activeElement?.matches('input, textarea, select') ?? false
  const open = document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')
  return !isTyping && open === null && placingNow() === undefined
}
