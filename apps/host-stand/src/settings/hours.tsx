import type { Settings } from '@qtable/domain'
import { Plus, X } from 'lucide-react'
import { classes, IconButton } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './settings-page.module.css'

type Opening = Settings['hours']

const say = words.settings
// 2024-01-01 was a Monday.
const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' })
const days = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
  weekday,
  name: dayName.format(new Date(Date.UTC(2024, 0, weekday))),
}))

/** When the restaurant is open, day by day. */
export function Hours({ hours, onChange }: { hours: Opening; onChange: (hours: Opening) => void }) {
  const sorted = (next: Opening) =>
    onChange(next.toSorted((a, b) => a.weekday - b.weekday || (a.opens < b.opens ? -1 : 1)))
  return (
    <ul>
      {days.map(({ weekday, name }) => {
        const open = hours.find((one) => one.weekday === weekday)
        const others = hours.filter((one) => one !== open)
        return (
          <li key={weekday} className={styles.day}>
            <span className={styles.dayName}>{name}</span>
            {open ? (
              <>
                <input
                  className={classes(styles.input, styles.time)}
                  type="time"
                  required
                  aria-label={`${name}: ${say.opens}`}
                  value={open.opens}
                  onChange={(e) => sorted([...others, { ...open, opens: e.target.value }])}
                />
                <span aria-hidden>–</span>
                <input
                  className={classes(styles.input, styles.time)}
                  type="time"
                  required
                  aria-label={`${name}: ${say.closes}`}
                  value={open.closes}
                  onChange={(e) => sorted([...others, { ...open, closes: e.target.value }])}
                />
                <IconButton
                  label={say.removeHours(name)}
                  icon={<X size={18} aria-hidden />}
                  onClick={() => onChange(others)}
                />
              </>
            ) : (
              <>
                <span className={styles.what}>{say.closed}</span>
                <IconButton
                  label={say.addHours(name)}
                  icon={<Plus size={18} aria-hidden />}
                  onClick={() => sorted([...hours, { weekday, opens: '17:00', closes: '23:00' }])}
                />
              </>
            )}
          </li>
        )
      })}
    </ul>
  )
}
