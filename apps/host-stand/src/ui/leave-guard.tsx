import { useEffect, useState } from 'react'
import { words } from '../words.ts'
import { Confirm } from './confirm.tsx'

/** Asks before a page is left with something unsaved, whichever way: a link, a menu, a shortcut, or the tab. */
export function LeaveGuard({ unsaved, onLeave }: { unsaved: number; onLeave?: () => void }) {
  const [leaving, setLeaving] = useState<() => void>()
  const isChanged = unsaved > 0

  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    // The router has no question of its own: every way inside the app goes through here.
    const go = history.pushState
    history.pushState = function pushState(...given) {
      setLeaving(() => () => go.apply(history, given))
    }
    return () => {
      removeEventListener('beforeunload', ask)
      history.pushState = go
    }
  }, [isChanged])

  return (
    <Confirm
      isOpen={leaving !== undefined}
      title={words.common.leaveTitle}
      action={words.common.leave}
      stay={words.common.stay}
      onConfirm={() => {
        const go = leaving
        setLeaving(undefined)
        onLeave?.()
        go?.()
      }}
      onClose={() => setLeaving(undefined)}
    >
      {words.common.leaveText(unsaved)}
    </Confirm>
  )
}
