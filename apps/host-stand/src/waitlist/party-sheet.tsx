import { type Guest, turnMinutesFor } from '@qtable/domain'
import { Phone } from 'lucide-react'
import type { ReactNode } from 'react'
import { useNow } from '../stand/now.ts'
import { useFloor } from '../stand/stand.ts'
import { minutesBetween, span, useTimes } from '../stand/times.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import { ActionGlyph } from './action-glyph.tsx'
import { CourseChips } from './course-chips.tsx'
import { numbersOf } from './lists.ts'
import { usePartyActions } from './party-actions.ts'
import { SizeCircle } from './party-row.tsx'
import styles from './party-sheet.module.css'
import { quoteOf } from './quote.ts'
import { quoteWords } from './quote-bar.tsx'
import { glyphOf } from './tag-glyphs.tsx'

const say = words.waitlist

/** One party: what is known of it, and all that can be done with it. */
export function PartySheet({ guestId, onClose }: { guestId: string; onClose: () => void }) {
  const guest = useFloor().guests.get(guestId)
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
  const [next, ...rest] = usePartyActions(guest)
  const now = useNow()
  const isWaiting = guest.status === 'waiting' || guest.status === 'notified'
  return (
    <Sheet
      title={guest.name}
      lead={<SizeCircle size={guest.partySize} mood={isWaiting ? quoteOf(guest, now).mood : 'calm'} />}
      onClose={onClose}
      foot={
        next && (
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
      {rest.length > 0 && (
        <div className={styles.actions}>
          {rest.map(({ name, label, run, isDanger }) => (
            <Button
              key={name}
              kind={isDanger ? 'danger' : 'plain'}
              icon={<ActionGlyph name={name} size={18} />}
              onClick={run}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
    </Sheet>
  )
}

/** What is known of a party, most urgent first. */
export function PartyFacts({ guest, isAtTable = false }: { guest: Guest; isAtTable?: boolean }) {
  const floor = useFloor()
  const now = useNow()
  const times = useTimes()
  const quote = quoteOf(guest, now)
  const numbers = numbersOf(floor, guest.tableIds)
  const isWaiting = guest.status === 'waiting' || guest.status === 'notified'
  return (
    <>
      <dl className={styles.facts}>
        {!isAtTable && (
          <Fact name={say.status}>
            <Badge
              kind={
                isWaiting && quote.mood !== 'calm' ? quote.mood : guest.status === 'notified' ? 'notified' : 'neutral'
              }
            >
              {say.statuses[guest.status]}
            </Badge>
            {numbers.length > 0 && <span className={styles.strong}>{words.common.tables(numbers)}</span>}
          </Fact>
        )}
        {isWaiting && (
          <Fact name={say.waiting} exact={say.joinedAt(times.clock(guest.joinedAt))}>
            {span(quote.waited)}
            {guest.quotedMinutes !== null && ` · ${say.quoted(guest.quotedMinutes)} · ${quoteWords(quote)}`}
          </Fact>
        )}
        {guest.status === 'seated' && guest.seatedAt !== null && (
          <Fact name={say.statuses.seated} exact={times.clock(guest.seatedAt)}>
            <TurnWords seatedAt={guest.seatedAt} now={now} turn={turnMinutesFor(floor.restaurant, guest.partySize)} />
          </Fact>
        )}
        {guest.phone !== null && (
          <Fact name={say.phone}>
            {guest.phone}
            <a className={styles.call} href={`tel:${guest.phone}`} aria-label={say.call(guest.name)}>
              <Phone size={18} aria-hidden />
            </a>
          </Fact>
        )}
        {guest.email !== null && <Fact name={say.email}>{guest.email}</Fact>}
        {guest.finishedAt !== null && <Fact name={say.endedAt}>{times.clock(guest.finishedAt)}</Fact>}
        {guest.endedReason !== null && <Fact name={say.reason}>{guest.endedReason}</Fact>}
      </dl>
      {guest.tags.length > 0 && (
        <ul className={styles.tags} aria-label={say.tags}>
          {guest.tags.map((tag) => {
            const Glyph = glyphOf(tag)
            return (
              <li key={tag}>
                <Badge icon={<Glyph size={15} aria-hidden />}>{tag}</Badge>
              </li>
            )
          })}
        </ul>
      )}
      {guest.notes !== '' && <p className={styles.notes}>{guest.notes}</p>}
    </>
  )
}

function Fact({ name, exact, children }: { name: string; exact?: string; children: ReactNode }) {
  return (
    <div className={styles.fact} title={exact}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  )
}

/** How long a party sits, against what is expected. */
export function TurnWords({ seatedAt, now, turn }: { seatedAt: string; now: number; turn: number }) {
  const minutes = Math.max(0, minutesBetween(seatedAt, now))
  const over = minutes - turn
  return (
    <span>
      {span(minutes)}{' '}
      {over > 0 ? <span className={styles.late}>· {say.overTurn(span(over))}</span> : say.ofTurn(span(turn))}
    </span>
  )
}
