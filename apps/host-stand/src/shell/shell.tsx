import { lazy, Suspense, useEffect } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { watchOthers } from '../activity/pulses.ts'
import { FloorPage } from '../floor/floor-page.tsx'
import { OfflineBar } from '../outbox/connection-status.tsx'
import { watchRefusals } from '../outbox/refusals.ts'
import { useOverlay } from '../palette/overlay.ts'
import { useShortcuts } from '../palette/use-shortcuts.ts'
import { useMay } from '../people/use-may.ts'
import { useClient } from '../session/client-hooks.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Skeleton } from '../ui/states.tsx'
import { SheetElsewhere } from './sheet-elsewhere.tsx'
import styles from './shell.module.css'
import { TopBar } from './top-bar.tsx'

const ActivityPage = lazy(async () => ({ default: (await import('../activity/activity-page.tsx')).ActivityPage }))
const FloorEditor = lazy(async () => ({ default: (await import('../floor/editor/floor-editor.tsx')).FloorEditor }))
const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }))
const PasswordPage = lazy(async () => ({ default: (await import('../people/password-page.tsx')).PasswordPage }))
const PeoplePage = lazy(async () => ({ default: (await import('../people/people-page.tsx')).PeoplePage }))
const PrintPage = lazy(async () => ({ default: (await import('../printing/print-page.tsx')).PrintPage }))
const ReservationsPage = lazy(async () => ({
  default: (await import('../reservations/reservations-page.tsx')).ReservationsPage,
}))
const SettingsPage = lazy(async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage }))
const Shortcuts = lazy(async () => ({ default: (await import('../palette/shortcuts.tsx')).Shortcuts }))
const Timeline = lazy(async () => ({ default: (await import('../timeline/timeline-page.tsx')).TimelinePage }))

/** The app of whoever is signed in: the bar on top, the page below it. */
export function StandLayout() {
  const client = useClient()
  const may = useMay()
  const overlay = useOverlay()
  useShortcuts()
  useEffect(() => watchOthers(client), [client])
  useEffect(() => watchRefusals(client), [client])
  return (
    <div className={styles.layout}>
      <TopBar />
      <OfflineBar />
      <main className={styles.main}>
        <ErrorBoundary>
          <Suspense fallback={<Skeleton />}>
            <Switch>
              <Route path="/" component={FloorPage} />
              <Route path="/timeline" component={Timeline} />
              <Route path="/reservations" component={ReservationsPage} />
              <Route path="/activity" component={ActivityPage} />
              <Route path="/print" component={PrintPage} />
              <Route path="/password" component={PasswordPage} />
              {may('manager') && <Route path="/editor" component={FloorEditor} />}
              {may('manager') && <Route path="/people" component={PeoplePage} />}
              {may('manager') && <Route path="/settings" component={SettingsPage} />}
              <Route>
                <Redirect to="/" replace />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
        <SheetElsewhere />
      </main>
      <Suspense fallback={null}>
        {overlay === 'palette' && <Palette />}
        {overlay === 'shortcuts' && <Shortcuts />}
      </Suspense>
    </div>
  )
}
