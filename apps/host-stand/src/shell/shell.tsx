import { lazy, Suspense, useEffect } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { useStepUpQuestion } from '../account/step-up.ts'
import { watchOthers } from '../activity/pulses.ts'
import { AskAnyway } from '../commands/ask-anyway.tsx'
import { useMetEdit } from '../commands/met-edit.ts'
import { watchWarnings } from '../commands/warnings.ts'
import { OfflineBar } from '../outbox/offline-bar.tsx'
import { watchRefusals } from '../outbox/refusals.ts'
import { allPages, pages } from '../pages.ts'
import { useOverlay } from '../palette/overlay.ts'
import { useShortcuts } from '../palette/use-shortcuts.ts'
import { useMay } from '../people/use-may.ts'
import { useClient } from '../session/client-hooks.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Skeleton } from '../ui/states.tsx'
import { SheetElsewhere } from './sheet-elsewhere.tsx'
import styles from './shell.module.css'
import { TopBar } from './top-bar.tsx'

const EditConflictDialog = lazy(async () => ({
  default: (await import('../commands/edit-conflict-dialog.tsx')).EditConflictDialog,
}))
const StepUpDialog = lazy(async () => ({ default: (await import('../account/step-up-dialog.tsx')).StepUpDialog }))
const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }))
const ShortcutList = lazy(async () => ({ default: (await import('../palette/shortcut-list.tsx')).ShortcutList }))

/** The app for a signed-in person: the top bar and the page below it. */
export function Shell() {
  const client = useClient()
  const may = useMay()
  const overlay = useOverlay()
  const metEdit = useMetEdit()
  const isStepUpDue = useStepUpQuestion() !== undefined
  useShortcuts()
  useEffect(() => watchOthers(client), [client])
  useEffect(() => watchRefusals(client), [client])
  useEffect(() => watchWarnings(client), [client])
  return (
    <div className={styles.layout}>
      <TopBar />
      <OfflineBar />
      <main className={styles.main}>
        <ErrorBoundary>
          <Suspense fallback={<Skeleton />}>
            <Switch>
              {allPages
                .filter(({ role }) => may(role))
                .map(({ path, component }) => (
                  <Route key={path} path={path} component={component} />
                ))}
              <Route>
                <Redirect to={pages.floor.path} replace />
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
        <SheetElsewhere />
      </main>
      <AskAnyway />
      <Suspense fallback={null}>
        {metEdit && <EditConflictDialog />}
        {isStepUpDue && <StepUpDialog />}
        {overlay === 'palette' && <Palette />}
        {overlay === 'shortcuts' && <ShortcutList />}
      </Suspense>
    </div>
  )
}
