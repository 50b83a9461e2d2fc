import { useEffect, useRef } from 'react'
import { DragArea } from '../placing/drag-area.tsx'
import { usePlacing } from '../placing/placing-store.ts'
import { useSheet } from '../shell/open-sheet.ts'
import { PhoneBar } from '../shell/phone-bar.tsx'
import { Rail } from '../shell/rail.tsx'
import { RailHandle } from '../shell/rail-handle.tsx'
import { showPhonePart, useRailPart } from '../shell/rail-part.ts'
import { RailSheet } from '../shell/rail-sheet.tsx'
import { classes } from '../ui/button.tsx'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './floor-page.module.css'
import { FloorPlan } from './floor-plan.tsx'

/** The floor: the plan with the rail beside it or below it; a phone shows one of them. */
export function FloorPage() {
  const isPhone = usePhone()
  const part = useRailPart(({ phonePart }) => phonePart)
  const sheet = useSheet()
  const isPlacing = usePlacing() !== undefined
  const page = useRef<HTMLDivElement>(null)

  // A phone shows the plan while a table is chosen, and the line afterwards.
  useEffect(() => {
    if (!isPhone || !isPlacing) return
    const before = useRailPart.getState().phonePart
    showPhonePart('plan')
    return () => showPhonePart(before)
  }, [isPhone, isPlacing])

  const isPlanShown = !isPhone || part === 'plan'
  const isSheetShown = sheet !== undefined && !(isPhone && isPlacing)
  return (
    <>
      <div ref={page} className={styles.page}>
        <section className={classes(styles.plan, !isPlanShown && styles.away)} aria-label={words.line.plan}>
          <ErrorBoundary>
            <FloorPlan />
          </ErrorBoundary>
        </section>
        <RailHandle page={page} />
        <aside
          className={classes(styles.rail, isPhone && isPlanShown && !isSheetShown && styles.away)}
          aria-label={words.line.rail}
        >
          <div className={classes(styles.under, isSheetShown && styles.covered)} inert={isSheetShown}>
            <Rail part={isPhone && part !== 'plan' ? part : undefined} />
          </div>
          {isSheetShown && <RailSheet content={sheet} />}
        </aside>
        {isPhone && !isSheetShown && <PhoneBar />}
      </div>
      <DragArea />
    </>
  )
}
