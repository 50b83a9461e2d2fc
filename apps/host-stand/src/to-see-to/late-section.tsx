import type { Reservation } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'
import { ActionGlyph } from '../parties/action-glyph.tsx'
import { useNextActions } from '../reservations/use-next-actions.ts'
import { useNow } from '../time/now.ts'
import { minutesBetween, span, useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { MatterRow, MatterSection } from './matter-row.tsx'
import { useOpenMatter } from './use-open-matter.ts'

const offered: ReadonlySet<string> = new Set(['arrive', 'no_show'])

/** Bookings nobody came for: each is a no-show, or has come after all, with one tap. */
export function LateSection({ late }: { late: readonly Reservation[] }) {
  const times = useTimes()
  const now = useNow()
  const actionsOf = useNextActions()
  const open = useOpenMatter()
  if (late.length === 0) return null
  return (
    <MatterSection title={words.seeTo.late(late.length)}>
      {late.map((reservation) => {
        const { id: reservationId, name, startsAt } = reservation
        const says = `${times.clock(startsAt)} · ${words.parties.late(span(minutesBetween(startsAt, now)))}`
        const actions = actionsOf(reservation, []).filter((action) => offered.has(action.name))
        return (
          <MatterRow
            key={reservationId}
            party={reservation}
            says={says}
            onOpen={() => open({ kind: 'reservation', reservationId })}
          >
            {actions.map((action) => (
              <Button
                key={action.name}
                icon={<ActionGlyph name={action.name} size={18} />}
                aria-label={words.parties.actionFor({ label: action.label, name })}
                onClick={action.run}
              >
                {action.label}
              </Button>
            ))}
          </MatterRow>
        )
      })}
    </MatterSection>
  )
}
