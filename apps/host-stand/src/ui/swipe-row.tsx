import type { ReactNode } from 'react'
import { classes } from './button.tsx'
import styles from './swipe-row.module.css'
import { closeRow, type SwipeSide, useSwipe } from './use-swipe.ts'

/** Something that a swipe uncovers. */
export interface SwipeAction {
  name: string
  label: string
  /** What a screen reader says, beginning with the label. */
  says: string
  icon: ReactNode
  /** The usual next thing. */
  isNext?: boolean
  run: () => void
}

const buttonPx = 80

/**
 * A row of a list that a finger moves aside, which uncovers what can be done with it. Only a shortcut of the finger:
 * everything that it uncovers must be reachable otherwise. Scrolling up and down stays the browser's, and a finger that
 * `isBusy` moves nothing.
 */
export function SwipeRow({
  actions,
  isBusy,
  className,
  children,
}: {
  /** Asked when a finger begins, so that rows that nobody touches cost nothing. */
  actions: (side: SwipeSide) => readonly SwipeAction[]
  isBusy: () => boolean
  className?: string
  children: ReactNode
}) {
  const sidesOf = () => ({ start: actions('start').length * buttonPx, end: actions('end').length * buttonPx })
  const { frame, front, shown, isOpen, bind, onPress, onClick, onSettled } = useSwipe({ sidesOf, isBusy })
  return (
    <li
      {...bind()}
      ref={frame}
      className={classes(styles.frame, className)}
      onPointerDownCapture={onPress}
      onClickCapture={onClick}
    >
      {shown && (
        <div className={styles.under} data-side={shown} inert={!isOpen}>
          {actions(shown).map(({ name, label, says, icon, isNext = false, run }) => (
            <button
              key={name}
              type="button"
              className={classes(styles.action, isNext && styles.next)}
              style={{ width: buttonPx }}
              aria-label={says}
              onClick={() => {
                closeRow()
                run()
              }}
            >
              {icon}
              {label}
            </button>
          ))}
        </div>
      )}
      <div ref={front} className={styles.front} onTransitionEnd={onSettled}>
        {children}
      </div>
    </li>
  )
}
