import type { Guest, Reservation } from '@qtable/domain'
import { ListOrdered } from 'lucide-react'
import { memo } from 'react'
import { numbersOf } from '../floor/table-sets.ts'
import { useClashes } from '../floor/use-clashes.ts'
import { PartyRow } from '../parties/party-row.tsx'
import { usePartyActions } from '../parties/use-party-actions.ts'
import { useMay } from '../people/use-may.ts'
import { startPlacing } from '../placing/placing-store.ts'
import { useFloorPart } from '../session/client-hooks.ts'
import { openSheet, useIsOpen } from '../shell/open-sheet.ts'
import { useMinutesSince } from '../time/now.ts'
import { elapsed, span, useTimes } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'
import { isPhone } from '../ui/use-media.ts'
import { VirtualRows } from '../ui/virtual-rows.tsx'
import { words } from '../words.ts'
import { EndedParties } from './ended-parties.tsx'
import { bookingOfGuest, lineOf } from './lists.ts'
import { type QuoteState, quoteOf } from './quote.ts'
import { QuoteBar, quoteWords } from './quote-bar.tsx'
import { useLineActions } from './use-line-actions.ts'
import styles from './waiting-line.module.css'

const say = words.parties

/** The waiting parties in their order, and below them those that left. */
export function WaitingLine() {
  const line = useFloorPart(lineOf)
  return (
    <>
      {line.length === 0 ? (
        <EmptyState icon={<ListOrdered size={28} aria-hidden />} title={words.line.emptyLine}>
          <p className={styles.hint}>{words.line.emptyLineHint}</p>
        </EmptyState>
      ) : (
        <VirtualRows items={line} row={rowOf} keyOf={idOf} rowPx={rowPx} />
      )}
      <EndedParties />
    </>
  )
}

/** The height of a usual row. */
const rowPx = 82
const idOf = ({ id }: Guest) => id
const rowOf = (guest: Guest) => <WaitingRow key={guest.id} guest={guest} />

// In a long line only the changed rows render again.
const WaitingRow = memo(function WaitingRow({ guest }: { guest: Guest }) {
  const booking = useFloorPart((floor) => bookingOfGuest(floor, guest))
  return booking ? <ArrivedRow guest={guest} booking={booking} /> : <WalkInRow guest={guest} />
})

/** A party that was booked: what the booking knows, and its table as the next step. */
function ArrivedRow({ guest, booking }: { guest: Guest; booking: Reservation }) {
  const times = useTimes()
  const { id: guestId } = guest
  const may = useMay()
  const isPicked = useIsOpen({ kind: 'party', guestId })
  const planned = useFloorPart((floor) => numbersOf(floor, booking.tableIds))
  const actions = useLineActions(guest)
  const isNotified = guest.notifiedAt !== null

  function open(): void {
    openSheet({ kind: 'party', guestId })
    // Where its own table is free, the sheet offers that one.
    const isPlanFree = actions.some(({ name }) => name === 'move')
    if (!isPlanFree && !isPhone() && may('host')) startPlacing({ kind: 'guest', guestId })
  }

  return (
    <PartyRow
      entityId={guestId}
      placing={{ kind: 'guest', guestId }}
      party={guest}
      isPicked={isPicked}
      onOpen={open}
      lead={
        <>
          <time className={styles.booked}>{times.clock(booking.startsAt)}</time>
          {isNotified ? (
            <Notified at={guest.notifiedAt ?? ''} />
          ) : (
            <span className={styles.arrived}>{say.arrived}</span>
          )}
        </>
      }
      status={say.planned(planned)}
      clashes={useClashes(guest)}
      actions={actions}
      shown={actions[0]}
      isDue
    />
  )
}

function WalkInRow({ guest }: { guest: Guest }) {
  const { id: guestId } = guest
  const may = useMay()
  const actions = usePartyActions()(guest)
  const isPicked = useIsOpen({ kind: 'party', guestId })
  const quote = quoteOf(guest.quotedMinutes, useMinutesSince(guest.joinedAt))

  function open(): void {
    openSheet({ kind: 'party', guestId })
    // Party first, then table; on a phone the plan would cover the opened party.
    if (!isPhone() && may('host')) startPlacing({ kind: 'guest', guestId })
  }

  return (
    <PartyRow
      entityId={guestId}
      placing={{ kind: 'guest', guestId }}
      party={guest}
      urgency={quote.urgency}
      isPicked={isPicked}
      onOpen={open}
      bar={<QuoteBar quote={quote} />}
      status={<WaitWords guest={guest} quote={quote} />}
      clashes={useClashes(guest)}
      actions={actions}
      shown={actions.find(({ name }) => name === 'notify') ?? actions[0]}
      isDue={guest.status === 'notified'}
    />
  )
}

function WaitWords({ guest, quote }: { guest: Guest; quote: QuoteState }) {
  return (
    <>
      {guest.notifiedAt !== null ? <Notified at={guest.notifiedAt} /> : <span>{elapsed(quote.waited)}</span>}
      {' · '}
      <span className={classes(styles[quote.urgency])}>{quoteWords(quote)}</span>
    </>
  )
}

function Notified({ at }: { at: string }) {
  const minutes = Math.max(0, useMinutesSince(at))
  return (
    <span className={styles.notified} title={words.parties.notifiedAgo(span(minutes))}>
      {words.parties.notified}
    </span>
  )
}
