import { create } from 'zustand'

type Overlay = 'palette' | 'shortcuts'

const useOverlayStore = create<{ overlay: Overlay | undefined }>(() => ({ overlay: undefined }))

/** Which overlay is open: the palette or the list of keys. */
export const useOverlay = (): Overlay | undefined => useOverlayStore(({ overlay }) => overlay)

export const openPalette = () => useOverlayStore.setState({ overlay: 'palette' })
export const openShortcuts = () => useOverlayStore.setState({ overlay: 'shortcuts' })
export const closeOverlay = () => useOverlayStore.setState({ overlay: undefined })
