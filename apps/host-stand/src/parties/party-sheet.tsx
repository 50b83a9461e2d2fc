import type { Guest } from '@qtable/domain'
import { quoteOf } from '../line/quote.ts'
import { useLineActions } from '../line/use-line-actions.ts'
import { usePlacing } from '../placing/placing-store.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useMinutesSince } from '../time/now.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import { ActionGlyph } from './action-glyph.tsx'
import { ActionList } from './action-list.tsx'
import { CourseChips } from './course-chips.tsx'
import { PartyFacts } from './party-facts.tsx'
import { SizeCircle } from './party-row.tsx'
import styles from './party-sheet.module.css'

const say = words.parties

/** One party: its facts and all its actions. */
export function PartySheet({ guestId, onClose }: { guestId: string; onClose: () => void }) {
  const guest = useOpenFloor().guests.get(guestId)
  if (!guest) {
    return (
      <Sheet title={say.details} onClose={onClose}>
        <EmptyState title={say.gone} />
      </Sheet>
    )
  }
  return <Party guest={guest} onClose={onClose} />
}

function Party({ guest, onClose }: { guest: Guest; onClose: () => void }) {
  const [next, ...rest] = useLineActions(guest)
  const waited = useMinutesSince(guest.joinedAt)
  // The plan then shows where the party can sit; a phone does not show it beside the sheet.
  const isPlaced = useIsPlaced(guest.id)
  const isWaiting = guest.status === 'waiting' || guest.status === 'notified'
  return (
    <Sheet
      title={guest.name}
      lead={
        <SizeCircle
          size={guest.partySize}
          urgency={isWaiting ? quoteOf(guest.quotedMinutes, waited).urgency : 'calm'}
        />
      }
      onClose={onClose}
      foot={
        next &&
        !isPlaced && (
          <Button
            kind="next"
            size="big"
            className={styles.next}
            icon={<ActionGlyph name={next.name} />}
            onClick={next.run}
          >
            {next.label}
          </Button>
        )
      }
    >
      <PartyFacts guest={guest} />
      {guest.status === 'seated' && <CourseChips guest={guest} />}
      <ActionList actions={rest} />
    </Sheet>
  )
}

function useIsPlaced(guestId: string): boolean {
  const placing = usePlacing()
  return placing?.kind === 'guest' && placing.guestId === guestId
}
