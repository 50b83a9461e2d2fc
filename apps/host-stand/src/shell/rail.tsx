import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { lineOf } from '../line/lists.ts'
import { WaitingLine } from '../line/waiting-line.tsx'
import { useMay } from '../people/use-may.ts'
import { nextOf } from '../reservations/next-list.ts'
import { NextReservations } from '../reservations/next-reservations.tsx'
import { useFloorPart } from '../session/client-hooks.ts'
import { Button } from '../ui/button.tsx'
import { TabPanels } from '../ui/tab-panels.tsx'
import { usePhone, useUpright } from '../ui/use-media.ts'
import { words } from '../words.ts'
import { openSheet } from './open-sheet.ts'
import styles from './rail.module.css'
import { type RailList, showRailList, useRailPart } from './rail-part.ts'

/** The line and the next reservations: as tabs, side by side below the plan of an upright tablet, or one on a phone. */
export function Rail({ part }: { part: RailList | undefined }) {
  const shown = useRailPart(({ list }) => list)
  const inLine = useFloorPart((floor) => lineOf(floor).length)
  const toCome = useFloorPart((floor) => nextOf(floor).length)
  const may = useMay()
  const isUpright = useUpright()
  const isPhone = usePhone()
  const line = { name: 'line' as const, label: words.line.line, count: inLine, content: named('line', <WaitingLine />) }
  const next = {
    name: 'next' as const,
    label: words.line.next,
    count: toCome,
    content: named('next', <NextReservations />),
  }
  const lists = part === 'line' ? [line] : part === 'next' ? [next] : [line, next]
  return (
    <div className={styles.rail}>
      {isUpright || isPhone ? (
        <div className={styles.columns}>
          {lists.map((list) => (
            <section key={list.name} className={styles.column} aria-labelledby={`rail-${list.name}`}>
              <h2 id={`rail-${list.name}`} className={styles.heading}>
                {list.label} <span className={styles.count}>{list.count}</span>
              </h2>
              <div className={styles.scroll}>{list.content}</div>
            </section>
          ))}
        </div>
      ) : (
        <TabPanels label={words.line.rail} value={shown} onChange={showRailList} tabs={[line, next]} />
      )}
      {!isPhone && may('host') && (
        <div className={styles.foot}>
          <Button
            kind="next"
            size="big"
            className={styles.add}
            icon={<Plus size={22} aria-hidden />}
            onClick={() => openSheet({ kind: 'add' })}
          >
            {words.line.addParty}
          </Button>
        </div>
      )}
    </div>
  )
}

// A key moves the focus here.
function named(list: RailList, content: ReactNode): ReactNode {
  return (
    <div data-rail={list} className={styles.list} tabIndex={-1}>
      {content}
    </div>
  )
}
