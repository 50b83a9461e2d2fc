import { type Guest, sizeObstacles, type Table } from '@qtable/domain'
import { draftOf } from '../floor/stays.ts'
import { lineOf } from '../line/lists.ts'
import { type QuoteState, quoteOf } from '../line/quote.ts'
import { SizeCircle } from '../parties/party-row.tsx'
import { TagGlyphs } from '../parties/tag-glyphs.tsx'
import { useMay } from '../people/use-may.ts'
import { useSeat } from '../placing/use-seat.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { elapsed, minutesBetween } from '../time/times.ts'
import { words } from '../words.ts'
import styles from './table-sheet.module.css'

const say = words.tables
/** The sheet's badge says these already. */
const shown = { agreed: ['held', 'cleaning'] }

/** Who could sit at a free table: a walk-in of a suitable size, and waiting parties that fit. */
export function SeatHere({ table }: { table: Table }) {
  const floor = useOpenFloor()
  const seat = useSeat()
  const now = useNow()
  const may = useMay()
  if (!may('host')) return null
  const fitting = lineOf(floor).filter(({ partySize }) =>
    sizeObstacles(draftOf(floor), [table], partySize).every(({ weight }) => weight === 'warns'),
  )
  const sizes = Array.from({ length: Math.min(table.capacity, 12) }, (_, index) => index + 1)
  return (
    <>
      <section>
        <h3 className={styles.heading}>{say.walkInHere}</h3>
        <div className={styles.sizes}>
          {sizes.map((partySize) => (
            <button
              key={partySize}
              type="button"
              className={styles.size}
              aria-label={say.seatWalkIn(partySize)}
              onClick={() => seat({ kind: 'walkIn', partySize }, [table.id], shown)}
            >
              {partySize}
            </button>
          ))}
        </div>
      </section>
      {fitting.length > 0 && (
        <section>
          <h3 className={styles.heading}>{say.whoFits}</h3>
          <ul className={styles.list}>
            {fitting.map((guest) => (
              <li key={guest.id}>
                <button
                  type="button"
                  className={styles.row}
                  onClick={() => seat({ kind: 'guest', guestId: guest.id }, [table.id], shown)}
                >
                  <SizeCircle size={guest.partySize} urgency={waitOf(guest, now).urgency} />
                  <span className={styles.grow}>
                    <span dir="auto">{guest.name}</span>
                    <TagGlyphs tags={guest.tags} notes={guest.notes} />
                  </span>
                  <span className={styles.soft}>{elapsed(waitOf(guest, now).waited)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function waitOf({ joinedAt, quotedMinutes }: Guest, now: number): QuoteState {
  return quoteOf(quotedMinutes, minutesBetween(joinedAt, now))
}
