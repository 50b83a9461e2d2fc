import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { lastDone, undoIt } from '../commands/use-act.ts'
import { useMay } from '../people/use-may.ts'
import { placingNow, stopPlacing } from '../placing/placing.ts'
import { useClient } from '../session/client-hooks.ts'
import { openSheet, sheetNow } from '../shell/open-sheet.ts'
import { showRailTab } from '../shell/rail.tsx'
import { openPalette, openShortcuts } from './overlay.ts'

/** The keys that work everywhere but in a field. */
export function useShortcuts(): void {
  const client = useClient()
  const [, go] = useLocation()
  const canAdd = useMay()('host')
  useEffect(() => {
    const actions: Record<string, () => void> = {
      n() {
        if (!canAdd) return
        go('/')
        openSheet({ kind: 'add' })
      },
      l: () => showRailTab('line'),
      r: () => showRailTab('next'),
      '1': () => go('/'),
      '2': () => go('/timeline'),
      '3': () => go('/reservations'),
      '?': openShortcuts,
      Escape: stopPlacing,
    }
    function onKey(event: KeyboardEvent): void {
      const { key, target, ctrlKey, metaKey, altKey, defaultPrevented } = event
      if (defaultPrevented) return
      const isTyping = target instanceof Element && target.closest('input, textarea, select, [role="dialog"]') !== null
      if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') {
        event.preventDefault()
        openPalette()
      } else if ((ctrlKey || metaKey) && key === 'z' && !isTyping) {
        const last = lastDone()
        if (last === undefined) return
        event.preventDefault()
        undoIt(client, last)
      } else if (!ctrlKey && !metaKey && !altKey && !isTyping) {
        // A sheet closes itself, and ends what it began.
        if (key === 'Escape' && (!placingNow() || sheetNow())) return
        const run = actions[key.length === 1 ? key.toLowerCase() : key]
        if (!run) return
        event.preventDefault()
        run()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [client, go, canAdd])
}
