import { lazy, Suspense, useEffect } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { watchOthers } from '../stand/others.ts'
import { watchRefusals } from '../stand/refusals.ts'
import { useMay } from '../stand/roles.ts'
import { useClient } from '../stand/stand.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Skeleton } from '../ui/states.tsx'
import { OfflineBar } from './connection.tsx'
import { FloorPage } from './floor-page.tsx'
import { useOverlay } from './palette-state.ts'
import { SheetElsewhere } from './sheet-elsewhere.tsx'
import styles from './stand-layout.module.css'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'

const ActivityPage = lazy(async () => ({ default: (await import('../activity/activity-page.tsx')).ActivityPage }))
const FloorEditor = lazy(async () => ({ default: (await import('../floor/editor/floor-editor.tsx')).FloorEditor }))
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const PasswordPage = lazy(async () => ({ default: (await import('../settings/password-page.tsx')).PasswordPage }))
const PeoplePage = lazy(async () => ({ default: (await import('../settings/people-page.tsx')).PeoplePage }))
const PrintPage = lazy(async () => ({ default: (await import('../activity/print-page.tsx')).PrintPage }))
const ReservationsPage = lazy(async () => ({
  default: (await import('../reservations/reservations-page.tsx')).ReservationsPage,
}))
const SettingsPage = lazy(async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage }))
const Shortcuts = lazy(async () => ({ default: (await import('./shortcuts.tsx')).Shortcuts }))
const Timeline = lazy(async () => ({ default: (await import('../timeline/timeline.tsx')).Timeline }))

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
