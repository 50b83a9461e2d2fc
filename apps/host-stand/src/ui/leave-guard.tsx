import { useEffect, useRef, useState } from 'react'
import { words } from '../words.ts'
import { Confirm } from './confirm.tsx'

/** Asks before a page with unsaved changes is left by a link, a menu, a shortcut, Back, or closing the tab. */
export function LeaveGuard({ unsaved, onLeave }: { unsaved: number; onLeave?: () => void }) {
  const [leaving, setLeaving] = useState<() => void>()
  const isChanged = unsaved > 0
  const isAgreed = useRef(false)

  useEffect(() => {
    if (!isChanged) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    // The router has no such guard: all navigation inside the app goes through here.
    const go = history.pushState
    history.pushState = function pushState(...given) {
      setLeaving(() => () => go.apply(history, given))
    }
    // With Back the browser has left before anything can ask. So the page has two history entries: Back only leads from
    // one to the other, which the router does not notice.
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
