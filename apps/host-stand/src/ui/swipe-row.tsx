import type { ReactNode } from 'react'
import { classes } from './button.tsx'
import styles from './swipe-row.module.css'
import { closeRow, type SwipeSide, useSwipe } from './use-swipe.ts'

/** An action that a swipe reveals. */
export interface SwipeAction {
  name: string
  label: string
  /** The accessible name, beginning with the label. */
  says: string
  icon: ReactNode
  /** Whether it is the next action. */
  isNext?: boolean
  run: () => void
}

const buttonPx = 80

/**
 * A list row that a finger swipes aside to reveal actions. Only a shortcut: every action must be reachable otherwise.
 * Vertical scrolling stays with the browser, and nothing moves while `isBusy`.
 */
export function SwipeRow({
  actions,
  isBusy,
  name,
  className,
  children,
}: {
  /** Called when a swipe begins, so that untouched rows cost nothing. */
  actions: (side: SwipeSide) => readonly SwipeAction[]
  isBusy: () => boolean
  /** Whose row it is: shown above the actions, which cover the name. */
  name: string
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
          <span className={styles.whose} style={{ width: sidesOf()[shown] }} data-name={name} dir="auto" aria-hidden />
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
