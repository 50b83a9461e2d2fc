import type { Guest } from '@qtable/domain'
import { Armchair, BellRing, ChevronDown, ListOrdered } from 'lucide-react'
import { memo, useState } from 'react'
import { useAct } from '../stand/act.ts'
import { useNow } from '../stand/now.ts'
import { startPlacing } from '../stand/placing.ts'
import { useMay } from '../stand/roles.ts'
import { openSheet, useSheet } from '../stand/sheet.ts'
import { useFloor } from '../stand/stand.ts'
import { minutesBetween, span, useTimes } from '../stand/times.ts'
import { Button, classes } from '../ui/button.tsx'
import { EmptyState } from '../ui/states.tsx'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './line.module.css'
import { endedOf, lineOf } from './lists.ts'
import { PartyMenu } from './party-menu.tsx'
import { PartyRow } from './party-row.tsx'
import { quoteOf } from './quote.ts'
import { QuoteBar, quoteWords } from './quote-bar.tsx'

/** Who waits, in the order they asked; below them who has gone. */
export function Line() {
  const floor = useFloor()
  const line = lineOf(floor)
  return (
    <>
      {line.length === 0 ? (
        <EmptyState icon={<ListOrdered size={28} aria-hidden />} title={words.waitlist.emptyLine}>
          <p className={styles.hint}>{words.waitlist.emptyLineHint}</p>
        </EmptyState>
      ) : (
        <ul>
          {line.map((guest) => (
            <WaitingRow key={guest.id} guest={guest} />
          ))}
        </ul>
      )}
      <Ended />
    </>
  )
}

// Of a long line only what changed is drawn again.
const WaitingRow = memo(function WaitingRow({ guest }: { guest: Guest }) {
  const now = useNow()
  const { act } = useAct()
  const isPhone = usePhone()
  const may = useMay()
  const sheet = useSheet()
  const quote = quoteOf(guest, now)
  const isNotified = guest.status === 'notified'
  const isPicked = sheet?.kind === 'party' && sheet.guestId === guest.id

  function open(): void {
    openSheet({ kind: 'party', guestId: guest.id })
    // Party, then table: on a phone the plan would cover what was opened.
    if (!isPhone && may('host')) startPlacing({ kind: 'guest', guestId: guest.id })
  }

  return (
    <PartyRow
      entityId={guest.id}
      placing={{ kind: 'guest', guestId: guest.id }}
      isStuck={!may('host')}
      party={guest}
      mood={quote.mood}
      isPicked={isPicked}
      onOpen={open}
      bar={<QuoteBar quote={quote} />}
      status={<WaitWords guest={guest} now={now} />}
      actions={
        may('host') && (
          <>
            {isNotified ? (
              <Button
                kind="next"
                icon={<Armchair size={18} aria-hidden />}
                aria-label={words.waitlist.seatParty(guest.name, guest.partySize)}
                onClick={() => startPlacing({ kind: 'guest', guestId: guest.id })}
              >
                {words.waitlist.seat}
              </Button>
            ) : (
              <Button
                icon={<BellRing size={18} aria-hidden />}
                aria-label={words.waitlist.notifyParty(guest.name)}
                onClick={() =>
                  act(
                    'guest.setStatus',
                    { guestId: guest.id, status: 'notified' },
                    words.waitlist.notifyDone(guest.name),
                  )
                }
              >
                {words.waitlist.notify}
              </Button>
            )}
            <PartyMenu guest={guest} />
          </>
        )
      }
    />
  )
})

function WaitWords({ guest, now }: { guest: Guest; now: number }) {
  const quote = quoteOf(guest, now)
  return (
    <>
      {guest.notifiedAt !== null ? (
        <span
          className={styles.notified}
          title={words.waitlist.notifiedAgo(span(minutesBetween(guest.notifiedAt, now)))}
        >
          {words.waitlist.notified}
        </span>
      ) : (
        <span>{span(quote.waited)}</span>
      )}
      {' · '}
      <span className={classes(styles[quote.mood])}>{quoteWords(quote)}</span>
    </>
  )
}

function Ended() {
  const floor = useFloor()
  const times = useTimes()
  const [isOpen, setOpen] = useState(false)
  const ended = endedOf(floor)
  if (ended.length === 0) return null
  return (
    <section className={styles.ended}>
      <button type="button" className={styles.endedHead} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span>{words.waitlist.ended}</span>
        <span className={styles.hint}>{words.waitlist.endedCount(ended.length)}</span>
        <ChevronDown size={18} aria-hidden className={classes(isOpen && styles.turned)} />
      </button>
      {isOpen && (
        <ul>
          {ended.map((guest) => (
            <PartyRow
              key={guest.id}
              entityId={guest.id}
              placing={{ kind: 'guest', guestId: guest.id }}
              isStuck
              isFaint
              party={guest}
              isPicked={false}
              onOpen={() => openSheet({ kind: 'party', guestId: guest.id })}
              status={`${words.waitlist.statuses[guest.status]} · ${times.clock(guest.finishedAt ?? guest.updatedAt)}`}
              actions={<PartyMenu guest={guest} />}
            />
          ))}
        </ul>
      )}
    </section>
  )
}
