import { create } from 'zustand'

type Overlay = 'palette' | 'shortcuts'

interface OverlayState {
  overlay: Overlay | undefined
  /** What was typed into the palette, also before it is on the screen. */
  typed: string
}

const useOverlayStore = create<OverlayState>(() => ({ overlay: undefined, typed: '' }))

/** Which overlay is open: the palette or the list of keys. */
export const useOverlay = (): Overlay | undefined => useOverlayStore(({ overlay }) => overlay)
export const overlayNow = (): Overlay | undefined => useOverlayStore.getState().overlay
/** The text in the palette. */
export const useTyped = (): string => useOverlayStore(({ typed }) => typed)
export const typeInPalette = (typed: string) => useOverlayStore.setState({ typed })

export const openPalette = () => useOverlayStore.setState({ overlay: 'palette', typed: '' })
export const openShortcuts = () => useOverlayStore.setState({ overlay: 'shortcuts' })
export const closeOverlay = () => useOverlayStore.setState({ overlay: undefined, typed: '' })

/** Takes a key that was pressed before the overlay had loaded: it belongs there, and is no shortcut. */
export function takeEarlyKey(key: string): void {
  const { overlay, typed } = useOverlayStore.getState()
  if (key === 'Escape') closeOverlay()
  else if (overlay !== 'palette') return
  else if (key === 'Backspace') typeInPalette(typed.slice(0, -1))
  else if ([...key].length === 1) typeInPalette(typed + key)
}
