import type { Table } from '@qtable/domain'
import { type RefObject, useMemo } from 'react'
import type { Fit } from '../placing/fit.ts'
import { words } from '../words.ts'
import { partOf, type SectionGround } from './ground.ts'
import styles from './plan-view.module.css'
import type { Framing, ViewportControl } from './viewport-control.ts'

/** For a screen too small for the whole floor: a button per section with the number of suitable tables. */
export function PlanParts({
  grounds,
  control,
  framing,
  tables,
  fits,
}: {
  grounds: readonly SectionGround[]
  control: RefObject<ViewportControl | undefined>
  framing: Framing
  tables: readonly Table[]
  fits: ReadonlyMap<string, Fit> | undefined
}) {
  const parts = useMemo(() => grounds.map((ground) => ({ section: ground.section, box: partOf(ground) })), [grounds])
  const suits = ({ id }: Table) => (fits?.get(id)?.grade ?? 'none') !== 'none'
  return (
    <nav className={styles.parts} aria-label={words.floor.parts}>
      <button
        type="button"
        className={styles.part}
        aria-pressed={framing === 'all'}
        onClick={() => control.current?.showAll()}
      >
        {words.floor.allParts}
      </button>
      {parts.map(({ section, box }) => {
        const count = tables.filter((table) => table.sectionId === section.id && suits(table)).length
        return (
          <button
            key={section.id}
            type="button"
            className={styles.part}
            aria-pressed={framing === box}
            onClick={() => control.current?.showPart(box)}
          >
            <span className={styles.dot} style={{ background: section.color }} />
            {section.name}
            {count > 0 && (
              <>
                {' '}
                <span className={styles.suits} aria-hidden>
                  {count}
                </span>
                <span className="visually-hidden">{words.floor.thatFit(count)}</span>
              </>
            )}
          </button>
        )
      })}
    </nav>
  )
}
