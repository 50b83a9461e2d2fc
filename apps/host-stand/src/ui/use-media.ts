import { useSyncExternalStore } from 'react'

interface Media {
  subscribe: (listener: () => void) => () => void
  get: () => boolean
}

// One per query, however many rows use it: asking the browser at every render adds up.
const known = new Map<string, Media>()

function mediaOf(query: string): Media {
  const before = known.get(query)
  if (before) return before
  const list = matchMedia(query)
  const made: Media = {
    subscribe(listener) {
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    get: () => list.matches,
  }
  known.set(query, made)
  return made
}

/** Whether a media query matches; the component renders again when that changes. */
export function useMedia(query: string): boolean {
  const { subscribe, get } = mediaOf(query)
  return useSyncExternalStore(subscribe, get)
}

/** The same widths as in `breakpoints.css`. */
export const phoneQuery = '(max-width: 699px)'
export const uprightQuery = '(min-width: 700px) and (max-width: 999px) and (orientation: portrait)'
export const wideQuery = '(min-width: 1000px)'

/** Whether this is a phone's screen, which shows one thing at a time. */
export const usePhone = () => useMedia(phoneQuery)
/** The same for event handlers, which need no new render. */
export const isPhone = (): boolean => mediaOf(phoneQuery).get()
/** Whether this is an upright tablet: the plan above, the rail below. */
export const useUpright = () => useMedia(uprightQuery)
