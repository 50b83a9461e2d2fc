import { valueStore } from '../ui/value-store.ts'

const open = valueStore<'palette' | 'shortcuts' | undefined>(undefined)

/** Which of the two lies open over everything: to find something, or the list of keys. */
export const useOverlay = open.use

export const openPalette = () => open.set('palette')
export const openShortcuts = () => open.set('shortcuts')
export const closeOverlay = () => open.set(undefined)
