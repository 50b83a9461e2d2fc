import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useState } from 'react'
import { classes } from '../ui/button.tsx'
import { useUpright } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './rail-handle.module.css'

const key = 'qtable.rail'
const first = 34
const least = 26
const most = 50

/** Between the plan and the rail: dragged, or moved with the arrow keys. Where it is left is remembered. */
export function RailHandle({ page }: { page: RefObject<HTMLDivElement | null> }) {
  const isUpright = useUpright()
  const [share, setShare] = useState(() => Number(localStorage.getItem(key)) || first)

  useEffect(() => {
    // On the root: what floats over the page keeps clear of the rail too.
    const { style } = document.documentElement
    style.setProperty('--rail', `max(320px, ${share}vw)`)
    style.setProperty('--rail-below', `max(280px, ${share + 12}vh)`)
    return () => {
      style.removeProperty('--rail')
      style.removeProperty('--rail-below')
    }
  }, [share])

  function change(next: number): void {
    const kept = Math.round(Math.min(most, Math.max(least, next)))
    setShare(kept)
    localStorage.setItem(key, String(kept))
  }

  function onPointerMove(event: PointerEvent<HTMLHRElement>): void {
    const box = page.current?.getBoundingClientRect()
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const part = isUpright ? (box.bottom - event.clientY) / box.height : (box.right - event.clientX) / box.width
    change(part * 100 - (isUpright ? 12 : 0))
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: 2, ArrowUp: 2, ArrowRight: -2, ArrowDown: -2 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    change(share + step)
  }

  return (
    <hr
      className={classes(styles.handle, isUpright && styles.upright)}
      aria-label={words.session.resizeRail}
      aria-orientation={isUpright ? 'horizontal' : 'vertical'}
      aria-valuenow={share}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => change(first)}
    />
  )
}
