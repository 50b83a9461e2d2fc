import { Printer } from 'lucide-react'
import { FloorPlan } from '../floor/floor-plan.tsx'
import { type Box, boundsOfAll } from '../floor/geometry.ts'
import { inOrder, numbersOf } from '../floor/table-sets.ts'
import { lineOf } from '../line/lists.ts'
import { pageWords as words } from '../page-words.ts'
import { nextOf } from '../reservations/next-list.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import styles from './print-page.module.css'
import { PrintTable } from './print-table.tsx'

const say = words.activity.print
/** Space around the plan for seats and section names, in plan units. */
const edge = 60

/** The floor and the line on paper: black on white in both themes. */
export function PrintPage() {
  const floor = useOpenFloor()
  const times = useTimes()
  const now = useNow()
  const { columns } = say
  const plan = boundsOfAll(floor.tables.values())
  const ahead = nextOf(floor)
  const tables = [...floor.tables.values()].sort((a, b) => inOrder(a.tableNumber, b.tableNumber))
  return (
    <div className={styles.scroll}>
      <div className={styles.screenOnly}>
        <p>{say.hint}</p>
        <Button kind="next" icon={<Printer size={20} aria-hidden />} onClick={() => print()}>
          {say.print}
        </Button>
      </div>
      <article className={styles.paper} data-theme="light">
        <h2>{say.title({ name: floor.restaurant.name, when: times.exact(now) })}</h2>
        {plan && (
          <div className={styles.plan} style={{ aspectRatio: ratioOf(plan) }} inert>
            <FloorPlan />
          </div>
        )}
        <PrintTable
          title={`${say.line} (${lineOf(floor).length})`}
          blank={4}
          head={['', columns.size, words.parties.name, columns.asked, columns.quote, columns.phone, columns.notes]}
          rows={lineOf(floor).map((guest) => ({
            id: guest.id,
            cells: [
              '☐',
              String(guest.partySize),
              guest.name,
              times.clock(guest.joinedAt),
              guest.quotedMinutes === null ? '' : words.common.minutes(guest.quotedMinutes),
              unbroken(guest.phone),
              [...guest.tags.map(words.parties.tag), guest.notes].filter(Boolean).join(', '),
            ],
          }))}
        />
        <PrintTable
          title={say.next}
          head={['', columns.time, columns.size, words.parties.name, columns.table, columns.phone, columns.notes]}
          rows={ahead.map((one) => ({
            id: one.id,
            cells: [
              '☐',
              times.clock(one.startsAt),
              String(one.partySize),
              one.name,
              numbersOf(floor, one.tableIds).join(' + '),
              unbroken(one.phone),
              [...one.tags.map(words.parties.tag), one.notes].filter(Boolean).join(', '),
            ],
          }))}
        />
        <PrintTable
          title={say.tables}
          head={[columns.table, columns.seats, columns.state, columns.party, columns.size, columns.since, columns.next]}
          rows={tables.map((table) => {
            const guest = floor.guests.get(table.currentGuestId ?? '')
            const booked = ahead.find(({ tableIds }) => tableIds.includes(table.id))
            return {
              id: table.id,
              cells: [
                table.tableNumber,
                String(table.capacity),
                words.tables.tableStatuses[table.status],
                guest ? [guest.name, ...guest.tags.map(words.parties.tag), guest.notes].filter(Boolean).join(', ') : '',
                guest ? String(guest.partySize) : '',
                guest?.seatedAt ? times.clock(guest.seatedAt) : '',
                booked
                  ? [
                      say.nextAt({ time: times.clock(booked.startsAt), name: booked.name, size: booked.partySize }),
                      ...booked.tags.map(words.parties.tag),
                    ].join(', ')
                  : '',
              ],
            }
          })}
        />
      </article>
    </div>
  )
}

function ratioOf({ width, height }: Box): string {
  return `${width + 2 * edge} / ${height + 2 * edge}`
}

// A phone number that goes on in the next line is dialled wrong.
function unbroken(phone: string | null): string {
  return (phone ?? '').replaceAll(' ', '\u00a0').replaceAll('-', '\u2011')
}
