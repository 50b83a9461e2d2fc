import { type Guest, isLiveGuest } from '@qtable/domain'
import { Phone } from 'lucide-react'
import { ClashNote } from '../floor/clash-note.tsx'
import { expectedMinutes } from '../floor/stays.ts'
import { numbersOf } from '../floor/table-sets.ts'
import { useClashes } from '../floor/use-clashes.ts'
import { isOfYesterday } from '../floor/yesterdays.ts'
import { bookingOfGuest } from '../line/lists.ts'
import { quoteOf } from '../line/quote.ts'
import { quoteWords } from '../line/quote-bar.tsx'
import { useOpenFloor } from '../session/client-hooks.ts'
import { useMinutesSince, useNow } from '../time/now.ts'
import { elapsed, span, useTimes } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
import { Fact } from '../ui/fact.tsx'
import { words } from '../words.ts'
import styles from './party-sheet.module.css'
import { TagsAndNotes } from './tags-and-notes.tsx'

/** The facts about a party, most urgent first. `isAtTable` omits the table, which the sheet already names. */
export function PartyFacts({ guest, isAtTable = false }: { guest: Guest; isAtTable?: boolean }) {
  const floor = useOpenFloor()
  const times = useTimes()
  const numbers = numbersOf(floor, guest.tableIds)
  const isYesterdays = isOfYesterday(guest, floor.restaurant, useNow())
  return (
    <>
      <ClashNote clashes={useClashes(guest)} />
      <dl>
        {(guest.status === 'waiting' || guest.status === 'notified') && <WaitFacts guest={guest} />}
        {numbers.length > (isAtTable ? 1 : 0) && <Fact name={words.parties.at}>{words.common.tables(numbers)}</Fact>}
        {guest.status === 'seated' && guest.seatedAt !== null && (
          <Fact
            name={words.parties.statuses.seated}
            aside={isYesterdays ? undefined : words.parties.since(times.clock(guest.seatedAt))}
          >
            {isYesterdays ? (
              words.parties.since(times.exact(guest.seatedAt))
            ) : (
              <Turn seatedAt={guest.seatedAt} turn={expectedMinutes(floor, guest)} />
            )}
          </Fact>
        )}
        {!isLiveGuest(guest) && (
          <Fact name={words.parties.statuses[guest.status]}>{times.clock(guest.finishedAt ?? guest.updatedAt)}</Fact>
        )}
        {guest.endedReason !== null && <Fact name={words.parties.reason}>{guest.endedReason}</Fact>}
        {guest.phone !== null && (
          <Fact name={words.parties.phone}>
            {guest.phone}
            <a className={styles.call} href={`tel:${guest.phone}`} aria-label={words.parties.call(guest.name)}>
              <Phone size={18} aria-hidden />
            </a>
          </Fact>
        )}
        {guest.email !== null && <Fact name={words.parties.email}>{guest.email}</Fact>}
      </dl>
      <TagsAndNotes tags={guest.tags} notes={guest.notes} />
    </>
  )
}

function WaitFacts({ guest }: { guest: Guest }) {
  const times = useTimes()
  const quote = quoteOf(guest.quotedMinutes, useMinutesSince(guest.joinedAt))
  const floor = useOpenFloor()
  const booking = bookingOfGuest(floor, guest)
  return (
    <>
      {booking && (
        <Fact name={words.parties.booked} aside={words.parties.planned(numbersOf(floor, booking.tableIds))}>
          {times.clock(booking.startsAt)}
        </Fact>
      )}
      <Fact name={words.parties.waiting} aside={words.parties.since(times.clock(guest.joinedAt))}>
        {elapsed(quote.waited)}
      </Fact>
      {(guest.quotedMinutes !== null || !booking) && (
        <Fact name={words.line.quotedWait}>
          {guest.quotedMinutes === null ? (
            <span className={styles.soft}>{quoteWords(quote)}</span>
          ) : (
            <>
              {words.line.quoteMinutes(guest.quotedMinutes)}
              <span className={classes(styles.left, styles[quote.urgency])}>{quoteWords(quote)}</span>
            </>
          )}
        </Fact>
      )}
      {guest.notifiedAt !== null && <NotifiedFact at={guest.notifiedAt} />}
    </>
  )
}

function NotifiedFact({ at }: { at: string }) {
  const times = useTimes()
  const minutes = Math.max(0, useMinutesSince(at))
  return (
    <Fact name={words.parties.notified} aside={words.parties.since(times.clock(at))}>
      <span className={styles.notified}>{minutes === 0 ? words.parties.justNow : words.common.ago(span(minutes))}</span>
    </Fact>
  )
}

/** How long a party has been seated and how long was expected: the same minutes as on its table. */
function Turn({ seatedAt, turn }: { seatedAt: string; turn: number }) {
  const minutes = Math.max(0, useMinutesSince(seatedAt))
  return (
    <>
      {minutes === 0 ? words.common.now : words.common.minutes(minutes)}
      {minutes > turn ? (
        <span className={classes(styles.left, styles.late)}>
          {words.parties.overTurn(words.common.minutes(minutes - turn))}
        </span>
      ) : (
        <span className={styles.left}>{words.parties.ofTurn(words.common.minutes(turn))}</span>
      )}
    </>
  )
}
