import { useSyncExternalStore } from 'react'

/** Whether a media query holds; the component renders again when it turns. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

/** The screen of a phone: one thing at a time. */
export const usePhone = () => useMedia('(max-width: 699px)')
/** A tablet held upright: the plan above, the rail below. */
export const useUpright = () => useMedia('(min-width: 700px) and (max-width: 999px) and (orientation: portrait)')
