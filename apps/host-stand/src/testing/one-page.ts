import { afterEach, vi } from 'vitest'
import { builtinEnvironments } from 'vitest/runtime'

// Files of a worker share the modules of the host stand, and with them the page that these draw on. Each test leaves both as
// it found them.

if (!('jsdom' in globalThis)) await builtinEnvironments.jsdom.setup(globalThis, {})

// Only now: some of these look for a page when they are loaded.
const { cleanup } = await import('@testing-library/react')
const { usePlacingStore } = await import('../placing/placing-store.ts')
const { showMetEdit } = await import('../commands/met-edit.ts')
const { ask } = await import('../commands/question.ts')
const { closeOverlay } = await import('../palette/overlay.ts')
const { closeSheet } = await import('../shell/open-sheet.ts')
const { useRailPart } = await import('../shell/rail-part.ts')
const { closeRow } = await import('../ui/use-swipe.ts')
const { endEditing } = await import('../floor/editor/editing.ts')
const { setScreen } = await import('./stand-screen.tsx')
const { showLanguage } = await import('../words/catalogue.ts')

afterEach(async () => {
  // A page that is still being fetched when its file ends would be missing in the next one.
  await vi.dynamicImportSettled()
  cleanup()
  usePlacingStore.setState(usePlacingStore.getInitialState(), true)
  useRailPart.setState(useRailPart.getInitialState(), true)
  showMetEdit(undefined)
  ask(undefined)
  closeOverlay()
  closeSheet()
  closeRow()
  endEditing()
  setScreen({ width: 1180 })
  localStorage.clear()
  await showLanguage('en')
  document.body.replaceChildren()
  window.history.replaceState(null, '', location.origin)
})
