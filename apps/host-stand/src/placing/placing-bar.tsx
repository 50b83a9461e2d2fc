import type { Floor } from '@qtable/domain'
import { Link2, X } from 'lucide-react'
import { inReadingOrder } from '../floor/neighbours.ts'
import { sayFit } from '../tables/table-name.ts'
import type { Times } from '../time/times.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import { bestOf } from './best-fit.ts'
import { type Fit, type FitContext, fitOf, type PartyToPlace } from './fit.ts'
import { type Placing, stopPlacing } from './placing.ts'
import styles from './placing-bar.module.css'
import { resetChoice, setJoining, useChoice } from './placing-choice.ts'
import { placedParty, useSeat } from './use-seat.ts'

/** Over the plan while a party is placed: who, what to do, why a table does not suit, and the way out. */
export function PlacingBar({
  floor,
  placing,
  wanted,
  fits,
  context,
  times,
  isQuiet,
}: {
  floor: Floor
  placing: Placing
  wanted: PartyToPlace
  fits: ReadonlyMap<string, Fit>
  context: FitContext
  times: Times
  /** Whether something else beside it is the next thing to do. */
  isQuiet: boolean
}) {
  const seat = useSeat()
  const { chosen, isJoining, touched } = useChoice()
  const party = placedParty(floor, placing)
  const say = words.floor.placing
  const isPhone = usePhone()
  const isUntouched = chosen.length === 0 && touched === undefined
  // Until a table is touched, the best one is offered.
  const best = isUntouched && !isJoining ? bestOf(inReadingOrder(floor.tables.values()), fits) : []
  const target = chosen.length > 0 ? chosen : touched === undefined ? best : [touched]
  const tables = target.flatMap((id) => floor.tables.get(id) ?? [])
  const fit = tables.length > 0 ? fitOf(context, tables, wanted) : undefined
  const numbers = tables.map(({ tableNumber }) => tableNumber).join(' + ')
  const isMove = floor.guests.get(wanted.guestId ?? '')?.status === 'seated'
  const given = { partySize: wanted.partySize, times }

  function hint(): string {
    if (fit && chosen.length > 0) return say.joined(numbers, fit.seats, wanted.partySize)
    if (fit && !isUntouched) return sayFit(fit, given)
    if (isJoining) return say.joinHint
    return [...fits.values()].some(({ grade }) => grade !== 'none') ? say.tap : say.nothingFits
  }

  function action() {
    if (!fit || fit.can === 'never') return null
    const isAnyway = fit.obstacles.length > 0
    const label = isAnyway ? say.anyway(numbers) : isMove ? say.moveTo(numbers) : say.seatAt(numbers)
    return (
      <Button
        kind={isAnyway || (isQuiet && isUntouched) ? 'plain' : 'next'}
        onClick={() => seat(placing, target, { force: fit.can === 'force' })}
      >
        {label}
      </Button>
    )
  }

  return (
    <section className={styles.bar} aria-label={say.title(party?.name ?? '', wanted.partySize)}>
      <span className={styles.size}>{wanted.partySize}</span>
      <div className={styles.text}>
        <p className={styles.name}>{party?.name}</p>
        <p className={styles.hint} role="status">
          {hint()}
        </p>
      </div>
      <div className={styles.actions}>
        {action()}
        {chosen.length === 0 && (
          <Button
            icon={<Link2 size={18} aria-hidden />}
            aria-pressed={isJoining}
            aria-label={say.join}
            onClick={() => setJoining(!isJoining)}
          >
            {isPhone ? say.joinShort : say.join}
          </Button>
        )}
        <IconButton
          label={say.cancel}
          icon={<X size={22} aria-hidden />}
          onClick={() => {
            if (chosen.length > 0) resetChoice()
            else stopPlacing()
          }}
        />
      </div>
    </section>
  )
}
