import { useDrag } from '@use-gesture/react'
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import { classes } from '../ui/button.tsx'
import { useUpright } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './rail-handle.module.css'

const key = 'qtable.rail'
const first = 34
const least = 26
const most = 50
/** In percent: below the plan, the rail needs a larger share than beside it. */
const belowShare = 12

/** Resizes the rail by drag or arrow keys. Its position is remembered. */
export function RailHandle({ page }: { page: RefObject<HTMLDivElement | null> }) {
  const isUpright = useUpright()
  const [share, setShare] = useState(() => Number(localStorage.getItem(key)) || first)

  useEffect(() => {
    // On the root element, so that toasts keep clear of the rail too.
    const { style } = document.documentElement
    style.setProperty('--rail', `max(320px, ${share}vw)`)
    style.setProperty('--rail-below', `max(280px, ${share + belowShare}vh)`)
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

  const bind = useDrag(
    ({ first, xy: [x, y] }) => {
      const box = page.current?.getBoundingClientRect()
      if (!box || first) return
      const part = isUpright ? (box.bottom - y) / box.height : (box.right - x) / box.width
      change(part * 100 - (isUpright ? belowShare : 0))
    },
    { pointer: { keys: false } },
  )

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: 2, ArrowUp: 2, ArrowRight: -2, ArrowDown: -2 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    change(share + step)
  }

  return (
    <hr
      {...bind()}
      className={classes(styles.handle, isUpright && styles.upright)}
      aria-label={words.session.resizeRail}
      aria-orientation={isUpright ? 'horizontal' : 'vertical'}
      aria-valuenow={share}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDoubleClick={() => change(first)}
    />
  )
}
