import type { Settings } from '@qtable/domain'
import { CopyCheck, Plus, X } from 'lucide-react'
import { pageWords as words } from '../page-words.ts'
import { TimeField } from '../time/time-field.tsx'
import { wallClock } from '../time/times.ts'
import { weekdays } from '../time/weekdays.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { appLocale } from '../words/catalogue.ts'
import styles from './hours.module.css'

type Openings = Settings['hours']

const say = words.settings
/** The most openings of a day: lunch, dinner, and one more. */
const mostADay = 3

/** The opening hours for each weekday; a day may have several openings. */
export function Hours({ hours, onChange }: { hours: Openings; onChange: (hours: Openings) => void }) {
  const ofDay = (weekday: number) => hours.filter((one) => one.weekday === weekday)
  const withDay = (weekday: number, openings: readonly Omit<Openings[number], 'weekday'>[]) => [
    ...hours.filter((one) => one.weekday !== weekday),
    ...openings.map(({ opens, closes }) => ({ weekday, opens, closes })),
  ]
  const days = weekdays()
  const firstOpen = days.find(({ weekday }) => ofDay(weekday).length > 0)
  const firstOpenings = ofDay(firstOpen?.weekday ?? 0)
  const isSame = days.every(({ weekday }) => timesOf(ofDay(weekday)) === timesOf(firstOpenings))
  const closed = days.filter(({ weekday }) => ofDay(weekday).length === 0)
  const list = new Intl.ListFormat(appLocale(), { type: 'conjunction' })
  return (
    <>
      <ul>
        {days.map(({ weekday, name }) => (
          <Day
            key={weekday}
            name={name}
            openings={ofDay(weekday)}
            isSet={hours.length > 0}
            onChange={(openings) => onChange(inOrder(withDay(weekday, openings)))}
          />
        ))}
      </ul>
      {firstOpen && closed.length > 0 && (
        <p className={styles.closedDays} role="status">
          {say.closedOn(list.format(closed.map(({ name }) => name)))}
        </p>
      )}
      {firstOpen && !isSame && (
        <Button
          kind="quiet"
          className={styles.copy}
          icon={<CopyCheck size={18} aria-hidden />}
          onClick={() => onChange(days.flatMap(({ weekday }) => firstOpenings.map((one) => ({ ...one, weekday }))))}
        >
          {say.sameEveryDay(firstOpen.name)}
        </Button>
      )}
    </>
  )
}

function Day({
  name,
  openings,
  isSet,
  onChange,
}: {
  name: string
  openings: Openings
  /** Whether any day has opening hours. */
  isSet: boolean
  onChange: (openings: readonly Omit<Openings[number], 'weekday'>[]) => void
}) {
  // Keyed by index, so that typing does not change the key.
  const rows = openings.map((opening, index) => ({ opening, index, key: `opening ${index}` }))
  const change = (at: number, part: Partial<Openings[number]>) =>
    onChange(openings.map((opening, index) => (index === at ? { ...opening, ...part } : opening)))
  return (
    <li className={styles.day}>
      <span className={styles.name}>{name}</span>
      <div className={styles.openings}>
        {openings.length === 0 && <span className={styles.closed}>{isSet ? say.closed : say.notSet}</span>}
        {rows.map(({ opening, index, key }) => (
          <div key={key} className={styles.opening}>
            <TimeField
              className={styles.time}
              label={`${name}: ${say.opens}`}
              isLabelHidden
              required
              value={opening.opens}
              onChange={(opens) => change(index, { opens })}
            />
            <span className={styles.until} aria-hidden>
              –
            </span>
            <TimeField
              className={styles.time}
              label={`${name}: ${say.closes}`}
              isLabelHidden
              required
              value={opening.closes}
              onChange={(closes) => change(index, { closes })}
            />
            <IconButton
              label={say.removeHours({ day: name, opens: wallClock(opening.opens) })}
              icon={<X size={18} aria-hidden />}
              onClick={() => onChange(openings.filter((_, at) => at !== index))}
            />
          </div>
        ))}
      </div>
      {openings.length < mostADay && (
        <IconButton
          className={styles.add}
          label={say.addHours(name)}
          icon={<Plus size={18} aria-hidden />}
          onClick={() => onChange([...openings, nextOpening(openings)].sort((a, b) => (a.opens < b.opens ? -1 : 1)))}
        />
      )}
    </li>
  )
}

// Dinner first, then the lunch before it.
function nextOpening(openings: Openings): { opens: string; closes: string } {
  const hasEvening = openings.some(({ opens }) => opens >= '16:00')
  return hasEvening ? { opens: '12:00', closes: '14:30' } : { opens: '17:00', closes: '23:00' }
}

function inOrder(openings: Openings): Openings {
  return openings.toSorted((a, b) => a.weekday - b.weekday)
}

function timesOf(openings: Openings): string {
  return openings.map(({ opens, closes }) => `${opens}-${closes}`).join()
}
