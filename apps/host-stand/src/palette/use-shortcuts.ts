import type { Client } from '@qtable/client'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { lastDone, undoTransaction } from '../commands/use-act.ts'
import { allPages, pages } from '../pages.ts'
import { useMay } from '../people/use-may.ts'
import { placingNow, stopPlacing } from '../placing/placing-store.ts'
import { useClient } from '../session/client-hooks.ts'
import { openSheet, sheetNow } from '../shell/open-sheet.ts'
import { focusRailList, type RailList } from '../shell/rail-part.ts'
import { openPalette, openShortcuts, overlayNow, takeEarlyKey } from './overlay.ts'

type Actions = Readonly<Record<string, () => void>>

/** The keys that work anywhere except in a field. */
export function useShortcuts(): void {
  const client = useClient()
  const [, navigate] = useLocation()
  const may = useMay()
  const canAdd = may('host')
  const pathsByKey = allPages.flatMap(({ key, path, role }) => (key && may(role) ? [[key, path] as const] : []))
  const pageKeys = JSON.stringify(pathsByKey)
  useEffect(() => {
    const paths: [string, string][] = JSON.parse(pageKeys)
    const actions: Actions = {
      ...Object.fromEntries(paths.map(([key, path]) => [key, () => navigate(path)])),
      n() {
        if (!canAdd) return
        navigate(pages.floor.path)
        openSheet({ kind: 'add' })
      },
      l: () => goToList('line'),
      r: () => goToList('next'),
      '?': openShortcuts,
      Escape: stopPlacing,
    }
    function goToList(list: RailList): void {
      navigate(pages.floor.path)
      focusRailList(list)
    }
    const onKey = (event: KeyboardEvent) => takeKey(event, { client, actions })
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [client, navigate, canAdd, pageKeys])
}

function takeKey(event: KeyboardEvent, { client, actions }: { client: Client; actions: Actions }): void {
  const { key, target, ctrlKey, metaKey, altKey, defaultPrevented } = event
  if (defaultPrevented) return
  const isTyping = target instanceof Element && target.closest('input, textarea, select, [role="dialog"]') !== null
  const isCommand = ctrlKey || metaKey
  if (overlayNow() !== undefined && !isTyping) {
    if (isCommand) return
    event.preventDefault()
    takeEarlyKey(key)
  } else if (isCommand && key.toLowerCase() === 'k') {
    event.preventDefault()
    openPalette()
  } else if (isCommand && key === 'z' && !isTyping) {
    const last = lastDone()
    if (last === undefined) return
    event.preventDefault()
    undoTransaction(client, last)
  } else if (!isCommand && !altKey && !isTyping) {
    // A sheet handles Escape itself.
    if (key === 'Escape' && (!placingNow() || sheetNow())) return
    const run = actions[key.length === 1 ? key.toLowerCase() : key]
    if (!run) return
    event.preventDefault()
    run()
  }
}
