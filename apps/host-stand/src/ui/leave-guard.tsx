import { useEffect, useRef, useState } from 'react'
import { words } from '../words.ts'
import { Confirm } from './confirm.tsx'

/** Asks before a page is left with something unsaved, whichever way: a link, a menu, a shortcut, Back, or the tab. */
export function LeaveGuard({ unsaved, onLeave }: { unsaved: number; onLeave?: () => void }) {
  const [leaving, setLeaving] = useState<() => void>()
  const isChanged = unsaved > 0
  const isAgreed = useRef(false)

  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    // The router has no question of its own: every way inside the app goes through here.
    const go = history.pushState
    history.pushState = function pushState(...given) {
      setLeaving(() => () => go.apply(history, given))
    }
    // With Back the browser is elsewhere before anybody can ask. So the page stands twice in its history: Back leads from
    // the one to the other, which no router notices.
    const here = location.href
    const stand = () => go.call(history, history.state, '', here)
    const back = () => {
      if (location.href !== here) return
      stand()
      setLeaving(() => () => {
        isAgreed.current = true
        history.go(-2)
      })
    }
    stand()
    addEventListener('popstate', back)
    return () => {
      removeEventListener('beforeunload', ask)
      removeEventListener('popstate', back)
      history.pushState = go
      if (location.href === here && !isAgreed.current) history.back()
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
