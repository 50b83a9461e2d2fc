import type { Floor } from '@qtable/domain'
import { ArrowLeftRight, Link2, X } from 'lucide-react'
import { inReadingOrder } from '../floor/neighbours.ts'
import { sayFit } from '../tables/table-name.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import { bestOf } from './best-fit.ts'
import { type Fit, type FitContext, fitOf, type PartyToPlace } from './fit.ts'
import styles from './placing-bar.module.css'
import { type Placing, resetChoice, setJoining, stopPlacing, usePlacingStore } from './placing-store.ts'
import { placedParty, useSeat } from './use-seat.ts'
import { swapsWith, useSwap } from './use-swap.ts'

const say = words.floor.placing

/** A bar over the plan while a party is placed: who, what to do, why a table does not suit, and Cancel. */
export function PlacingBar({
  floor,
  placing,
  party,
  fits,
  context,
  isQuiet,
}: {
  floor: Floor
  placing: Placing
  party: PartyToPlace
  fits: ReadonlyMap<string, Fit>
  context: FitContext
  /** Whether another button beside it is the next thing to do. */
  isQuiet: boolean
}) {
  const seat = useSeat()
  const swap = useSwap()
  const { chosen, isJoining, touched } = usePlacingStore()
  const name = placedParty(floor, placing)?.name ?? ''
  const isPhone = usePhone()
  const isUntouched = chosen.length === 0 && touched === undefined
  // Until a table is tapped, the best one is offered.
  const best = isUntouched && !isJoining ? bestOf(inReadingOrder(floor.tables.values()), fits) : []
  const target = chosen.length > 0 ? chosen : touched === undefined ? best : [touched]
  const tables = target.flatMap((id) => floor.tables.get(id) ?? [])
  const fit = tables.length > 0 ? fitOf(context, tables, party) : undefined
  const refused = chosen.length > 0 ? floor.tables.get(touched ?? '') : undefined
  const numbers = tables.map(({ tableNumber }) => tableNumber).join(' + ')
  const other = swapsWith(floor, placing, touched)
  const isMove = floor.guests.get(party.guestId ?? '')?.status === 'seated'

  function hint(): string {
    // The bar says why a table cannot be joined.
    if (refused) return sayFit(fitOf(context, [refused], party), floor)
    if (fit && chosen.length > 0) return say.joined({ numbers, seats: fit.seats, size: party.partySize })
    if (fit && !isUntouched) return sayFit(fit, floor)
    if (isJoining) return say.joinHint
    return [...fits.values()].some(({ grade }) => grade !== 'none') ? say.tap : say.nothingFits
  }

  return (
    <section className={styles.bar} aria-label={say.title({ name, size: party.partySize })}>
      <span className={styles.size}>{party.partySize}</span>
      <div className={styles.text}>
        <p className={styles.name} dir="auto">
          {name}
        </p>
        <p className={styles.hint} role="status">
          {hint()}
        </p>
      </div>
      <div className={styles.actions}>
        {fit && fit.can !== 'never' && (
          <PlaceButton
            label={isMove ? say.moveTo(numbers) : say.seatAt(numbers)}
            anywayLabel={fit.reasons.length > 0 ? say.anyway(numbers) : undefined}
            isQuiet={isQuiet && isUntouched}
            onPlace={() => seat(placing, target, { agreed: isUntouched ? [] : fit.reasons.map(({ code }) => code) })}
          />
        )}
        {placing.kind === 'guest' && other && (
          <Button icon={<ArrowLeftRight size={18} aria-hidden />} onClick={() => swap(placing.guestId, other.id)}>
            {words.floor.swap.yes}
          </Button>
        )}
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

function PlaceButton({
  label,
  anywayLabel,
  isQuiet,
  onPlace,
}: {
  label: string
  /** If there are reasons against it. */
  anywayLabel: string | undefined
  isQuiet: boolean
  onPlace: () => void
}) {
  return (
    <Button kind={anywayLabel !== undefined || isQuiet ? 'plain' : 'next'} onClick={onPlace}>
      {anywayLabel ?? label}
    </Button>
  )
}
