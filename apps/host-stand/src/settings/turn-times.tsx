import type { Settings } from '@qtable/domain'
import { Plus, X } from 'lucide-react'
import { pageWords as words } from '../page-words.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Stepper } from '../ui/stepper.tsx'
import styles from './turn-times.module.css'

type Turns = Settings['turnTimes']

const say = words.settings
const largest = 499

/** The expected minutes for each party size; the last row is for all larger ones. */
export function TurnTimes({ turnTimes, onChange }: { turnTimes: Turns; onChange: (turns: Turns) => void }) {
  const change = (index: number, part: Partial<Turns[number]>) =>
    onChange(turnTimes.map((turn, at) => (at === index ? { ...turn, ...part } : turn)))

  function add(): void {
    const before = turnTimes.at(-2)
    const turn = { upToPartySize: (before?.upToPartySize ?? 0) + 2, minutes: before?.minutes ?? 90 }
    onChange([...turnTimes.slice(0, -1), turn, ...turnTimes.slice(-1)])
  }

  // Keyed by index, so that typing does not change the key.
  const rows = turnTimes.map((turn, index) => ({ ...turn, index, key: `turn ${index}` }))
  return (
    <>
      <ul className={styles.turns}>
        <li className={styles.heads} aria-hidden>
          <span>{say.upToPeople}</span>
          <span>{say.minutes}</span>
        </li>
        {rows.map(({ upToPartySize, minutes, index, key }) => {
          const isLast = index === turnTimes.length - 1
          const said = isLast ? say.larger : say.upTo(upToPartySize)
          return (
            <li key={key} className={styles.turn}>
              {isLast ? (
                <span>{say.larger}</span>
              ) : (
                <Stepper
                  label={say.sizeOf(index + 1)}
                  isLabelHidden
                  value={upToPartySize}
                  min={(turnTimes[index - 1]?.upToPartySize ?? 0) + 1}
                  max={Math.min(largest, (turnTimes[index + 1]?.upToPartySize ?? largest) - 1)}
                  onChange={(size) => change(index, { upToPartySize: size })}
                />
              )}
              <Stepper
                label={say.minutesOf(said)}
                isLabelHidden
                value={minutes}
                min={10}
                max={1440}
                step={5}
                onChange={(next) => change(index, { minutes: next })}
              />
              {!isLast && (
                <IconButton
                  label={say.removeTurn(upToPartySize)}
                  icon={<X size={18} aria-hidden />}
                  onClick={() => onChange(turnTimes.filter((_, at) => at !== index))}
                />
              )}
            </li>
          )
        })}
      </ul>
      <Button kind="quiet" icon={<Plus size={18} aria-hidden />} onClick={add} className={styles.add}>
        {say.addTurn}
      </Button>
    </>
  )
}
