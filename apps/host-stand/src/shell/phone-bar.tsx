import { CalendarClock, LayoutGrid, ListOrdered, Plus } from 'lucide-react'
import { useMay } from '../people/use-may.ts'
import { useDragging, usePlacing } from '../placing/placing-store.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import { openSheet } from './open-sheet.ts'
import styles from './phone-bar.module.css'
import { showPhonePart, useRailPart } from './rail-part.ts'

const parts = () =>
  [
    { name: 'line', label: words.line.line, Glyph: ListOrdered },
    { name: 'next', label: words.line.next, Glyph: CalendarClock },
    { name: 'plan', label: words.line.plan, Glyph: LayoutGrid },
  ] as const

/** The bar at the foot of a phone's screen. */
export function PhoneBar() {
  const now = useRailPart(({ phonePart }) => phonePart)
  const isPlacing = usePlacing() !== undefined
  const isDragging = useDragging()
  const may = useMay()
  // The bar above the plan takes its place. During a drag there is none, and the plan must not move.
  if (isPlacing && !isDragging) return null
  return (
    <nav className={styles.bar} aria-label={words.session.pages}>
      {parts().map(({ name, label, Glyph }) => (
        <button
          key={name}
          type="button"
          className={classes(styles.part, name === now && styles.here)}
          aria-current={name === now ? 'page' : undefined}
          onClick={() => showPhonePart(name)}
        >
          <Glyph size={22} aria-hidden />
          {label}
        </button>
      ))}
      {may('host') && (
        <button type="button" className={classes(styles.part, styles.add)} onClick={() => openSheet({ kind: 'add' })}>
          <Plus size={22} aria-hidden />
          {words.line.addParty}
        </button>
      )}
    </nav>
  )
}
