import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { words } from '../words.ts'
import { IconButton } from './button.tsx'
import styles from './sheet.module.css'

export interface SheetProps {
  title: ReactNode
  /** A glyph or number beside the title. */
  lead?: ReactNode
  onClose: () => void
  children: ReactNode
  /** Fixed at the foot while the rest scrolls. */
  foot?: ReactNode
}

/**
 * A non-modal sheet over the rail that leaves the plan usable. It takes the focus when it opens, unless something
 * inside has it, and returns it when it closes.
 */
export function Sheet({ title, lead, onClose, children, foot }: SheetProps) {
  const titleId = useId()
  const ref = useRef<HTMLElement>(null)
  const close = useRef(onClose)
  close.current = onClose

  useEffect(() => {
    const before = document.activeElement
    const own = ref.current
    if (own && !own.contains(before)) own.focus({ preventScroll: true })
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])

  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      // A menu or the palette above it closes first.
      if (event.target instanceof Element && event.target.closest('[role="menu"], [role="combobox"]')) return
      event.preventDefault()
      close.current()
    }
    // Before the plan handles it: one key closes the sheet and ends what it began.
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [])

  return (
    <section ref={ref} className={styles.sheet} aria-labelledby={titleId} role="dialog" tabIndex={-1}>
      <header className={styles.head}>
        {lead}
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        <IconButton label={words.common.close} icon={<X size={22} aria-hidden />} onClick={onClose} />
      </header>
      <div className={styles.body}>{children}</div>
      {foot && <footer className={styles.foot}>{foot}</footer>}
    </section>
  )
}
