import { serviceDayAt } from '@qtable/domain'
import { Search } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { ConnectionIndicator } from '../outbox/connection-indicator.tsx'
import { OfflineNote, useHasOfflineNote } from '../outbox/offline-bar.tsx'
import { allPages, pages } from '../pages.ts'
import { openPalette } from '../palette/overlay.ts'
import { useMay } from '../people/use-may.ts'
import { useFloorPart, useOpenFloor } from '../session/client-hooks.ts'
import { useNow } from '../time/now.ts'
import { useTimes } from '../time/times.ts'
import { SeeToButton } from '../to-see-to/see-to-button.tsx'
import { classes, IconButton } from '../ui/button.tsx'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import { countsOf } from './floor-counts.ts'
import { MeMenu } from './me-menu.tsx'
import type { AppPage } from './page.ts'
import styles from './top-bar.module.css'

/** The top bar: the restaurant, time, counts, connection and person. */
export function TopBar() {
  const restaurant = useFloorPart((floor) => floor.restaurant)
  const now = useNow()
  const times = useTimes()
  const may = useMay()
  const linked = allPages.filter(({ key, role }) => key !== undefined && may(role))
  const { date } = serviceDayAt(new Date(now).toISOString(), restaurant)
  return (
    <header className={styles.bar}>
      <div className={styles.where}>
        <h1 className={styles.name}>{restaurant.name}</h1>
        <p className={styles.service}>
          <span className={styles.date}>{times.shortDay(date)} · </span>
          <time className={styles.clock}>{times.clock(now)}</time>
        </p>
      </div>
      <nav className={styles.pages} aria-label={words.session.pages}>
        {linked.map((page) => (
          <PageLink key={page.path} page={page} />
        ))}
      </nav>
      <CountsOrNote />
      <div className={styles.end}>
        <ConnectionIndicator />
        <SeeToButton />
        <IconButton label={words.session.commands} icon={<Search size={20} aria-hidden />} onClick={openPalette} />
        <MeMenu />
      </div>
    </header>
  )
}

function PageLink({ page: { path, label, icon: Icon } }: { page: AppPage }) {
  const [at] = useLocation()
  const isHere = at === path
  return (
    <Link
      href={path}
      className={classes(styles.page, isHere && styles.here)}
      aria-current={isHere ? 'page' : undefined}
      title={label}
    >
      <Icon size={20} aria-hidden />
      <span className={styles.pageName}>{label}</span>
    </Link>
  )
}

// The plan has a place for the note; elsewhere it takes the place of the numbers, so that nothing moves.
function CountsOrNote() {
  const [at] = useLocation()
  const isPhone = usePhone()
  const hasNote = useHasOfflineNote()
  if (!hasNote || (at === pages.floor.path && !isPhone)) return <FloorCounts />
  return (
    <div className={styles.counts}>
      <OfflineNote isShort={isPhone} />
    </div>
  )
}

function FloorCounts() {
  const { covers, waiting, free } = countsOf(useOpenFloor(), useNow())
  return (
    <dl className={styles.counts}>
      <div className={styles.count}>
        <dd className={styles.number}>{covers}</dd>
        <dt className={styles.what}>{words.session.covers}</dt>
      </div>
      <div className={styles.count}>
        <dd className={styles.number}>{waiting}</dd>
        <dt className={styles.what}>{words.session.waiting}</dt>
      </div>
      <div className={classes(styles.count, styles.freeCount)}>
        <dt className={styles.what}>{free.length === 0 ? words.session.noneFree : words.session.freeTables}</dt>
        {free.map(({ seats, tables }) => (
          <dd key={seats} className={styles.free} title={words.session.freeOf({ tables, seats })}>
            <span className={styles.number} aria-hidden>
              {tables}
            </span>
            <span className={styles.what} aria-hidden>
              {words.session.forSeats(seats)}
            </span>
            <span className="visually-hidden">{words.session.freeOf({ tables, seats })}</span>
          </dd>
        ))}
      </div>
    </dl>
  )
}
