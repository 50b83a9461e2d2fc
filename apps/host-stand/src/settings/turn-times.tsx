import type { Settings } from '@qtable/domain'
import { Plus, X } from 'lucide-react'
import { Button, classes, IconButton } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './settings-page.module.css'

type Turns = Settings['turnTimes']

const say = words.settings

/** How long parties of each size are expected to sit; the last line is for all that are larger. */
export function TurnTimes({ turnTimes, onChange }: { turnTimes: Turns; onChange: (turns: Turns) => void }) {
  const change = (index: number, part: Partial<Turns[number]>) =>
    onChange(turnTimes.map((turn, at) => (at === index ? { ...turn, ...part } : turn)))

  function add(): void {
    const before = turnTimes.at(-2)
    const turn = { upToPartySize: (before?.upToPartySize ?? 0) + 2, minutes: before?.minutes ?? 90 }
    onChange([...turnTimes.slice(0, -1), turn, ...turnTimes.slice(-1)])
  }

  // By their place: what is typed into a row must not make it another one.
  const rows = turnTimes.map((turn, index) => ({ ...turn, index, key: `turn ${index}` }))
  return (
    <>
      <ul>
        {rows.map(({ upToPartySize, minutes, index, key }) => {
          const isLast = index === turnTimes.length - 1
          return (
            <li key={key} className={styles.turn}>
              {isLast ? (
                <span className={styles.what}>{say.larger}</span>
              ) : (
                <label className={styles.what}>
                  {say.upTo}{' '}
                  <input
                    className={classes(styles.input, styles.number)}
                    type="number"
                    min={1}
                    max={499}
                    required
                    value={upToPartySize}
                    onChange={(e) => change(index, { upToPartySize: e.target.valueAsNumber || 1 })}
                  />{' '}
                  {say.upToPeople}
                </label>
              )}
              <label>
                <input
                  className={classes(styles.input, styles.number)}
                  type="number"
                  min={10}
                  max={1440}
                  step={5}
                  required
                  value={minutes}
                  onChange={(e) => change(index, { minutes: e.target.valueAsNumber || 10 })}
                />{' '}
                <span className={styles.hint}>{say.minutes}</span>
              </label>
              <IconButton
                label={say.removeTurn(upToPartySize)}
                icon={<X size={18} aria-hidden />}
                disabled={isLast}
                style={isLast ? { visibility: 'hidden' } : undefined}
                onClick={() => onChange(turnTimes.filter((_, at) => at !== index))}
              />
            </li>
          )
        })}
      </ul>
      <Button kind="quiet" icon={<Plus size={18} aria-hidden />} onClick={add} style={{ alignSelf: 'start' }}>
        {say.addTurn}
      </Button>
    </>
  )
}
