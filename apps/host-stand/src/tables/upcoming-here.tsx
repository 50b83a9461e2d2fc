import type { Table } from '@qtable/domain'
import { SizeCircle } from '../parties/party-row.tsx'
import { TagGlyphs } from '../parties/tag-glyphs.tsx'
import { nextOf } from '../reservations/next-list.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { useTimes } from '../time/times.ts'
import { words } from '../words.ts'
import styles from './table-sheet.module.css'

/** The later reservations of a table on this service day. */
export function UpcomingHere({ table }: { table: Table }) {
  const floor = useOpenFloor()
  const times = useTimes()
  const upcoming = nextOf(floor).filter(({ tableIds }) => tableIds.includes(table.id))
  if (upcoming.length === 0) return null
  return (
    <section>
      <h3 className={styles.heading}>{words.tables.upcomingHere}</h3>
      <ul className={styles.list}>
        {upcoming.map(({ id, name, partySize, startsAt, tags, notes }) => (
          <li key={id}>
            <button
              type="button"
              className={styles.row}
              onClick={() => openSheet({ kind: 'reservation', reservationId: id })}
            >
              <SizeCircle size={partySize} />
              <span className={styles.grow}>
                <span dir="auto">{name}</span>
                <TagGlyphs tags={tags} notes={notes} />
              </span>
              <time className={styles.soft}>{times.clock(startsAt)}</time>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
