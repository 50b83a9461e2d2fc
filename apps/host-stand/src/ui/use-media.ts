import { useSyncExternalStore } from 'react'

interface Media {
  subscribe: (listener: () => void) => () => void
  get: () => boolean
}

// One for each query, however many rows ask: asking the browser anew at every render adds up.
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

/** Whether a media query holds; the component renders again when it turns. */
export function useMedia(query: string): boolean {
  const { subscribe, get } = mediaOf(query)
  return useSyncExternalStore(subscribe, get)
}

/** The same widths as in `breakpoints.css`. */
export const phoneQuery = '(max-width: 699px)'
export const uprightQuery = '(min-width: 700px) and (max-width: 999px) and (orientation: portrait)'
export const wideQuery = '(min-width: 1000px)'

/** Whether this is the screen of a phone: one thing at a time. */
export const usePhone = () => useMedia(phoneQuery)
/** The same for what happens at a tap, where nothing is drawn again when the screen turns. */
export const isPhone = (): boolean => mediaOf(phoneQuery).get()
/** Whether this is a tablet held upright: the plan above, the rail below. */
export const useUpright = () => useMedia(uprightQuery)
