import type { Client } from '@qtable/client'
import { lazy, Suspense, useEffect } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { StepUpQuestion } from '../account/step-up-question.tsx'
import { watchOthers } from '../activity/pulses.ts'
import { useMetEdit } from '../commands/met-edit.ts'
import { useAsked } from '../commands/question.ts'
import { watchWarnings } from '../commands/warnings.ts'
import { OfflineBar } from '../outbox/offline-bar.tsx'
import { watchRefusals } from '../outbox/refusals.ts'
import { allPages, pages } from '../pages.ts'
import { useOverlay } from '../palette/overlay.ts'
import { useShortcuts } from '../palette/use-shortcuts.ts'
import { useMay } from '../people/use-may.ts'
import { useClient } from '../session/client-hooks.ts'
import { useHasSignals } from '../signals/signal-choice.ts'
import { ErrorBoundary } from '../ui/error-boundary.tsx'
import { Skeleton } from '../ui/states.tsx'
import { SheetElsewhere } from './sheet-elsewhere.tsx'
import styles from './shell.module.css'
import { TopBar } from './top-bar.tsx'

const loadQuestion = async () => ({ default: (await import('../commands/ask-anyway.tsx')).AskAnyway })
const AskAnyway = lazy(loadQuestion)
const EditConflictDialog = lazy(async () => ({
  default: (await import('../commands/edit-conflict-dialog.tsx')).EditConflictDialog,
}))
const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }))
const ShortcutList = lazy(async () => ({ default: (await import('../palette/shortcut-list.tsx')).ShortcutList }))

/** The app for a signed-in person: the top bar and the page below it. */
export function Shell() {
  const client = useClient()
  const may = useMay()
  const overlay = useOverlay()
  const metEdit = useMetEdit()
  const isAsked = useAsked() !== undefined
  useShortcuts()
  useEffect(fetchQuestion, [])
  useEffect(() => mattersIn(client), [client])
  useEffect(() => watchOthers(client), [client])
  useEffect(() => watchRefusals(client), [client])
  useEffect(() => watchWarnings(client), [client])
  const hasSignals = useHasSignals()
  useEffect(() => (hasSignals ? signalsOf(client) : undefined), [client, hasSignals])
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
      <StepUpQuestion />
      <Suspense fallback={null}>
        {isAsked && <AskAnyway />}
        {metEdit && <EditConflictDialog />}
        {overlay === 'palette' && <Palette />}
        {overlay === 'shortcuts' && <ShortcutList />}
      </Suspense>
    </div>
  )
}

// The first screen does not wait for the number of what is to be seen to.
function mattersIn(client: Client): () => void {
  let end = () => {}
  const timer = setTimeout(() => {
    const watching = import('../to-see-to/watch-matters.ts').then(({ watchMatters }) => watchMatters(client))
    end = () => void watching.then((stop) => stop())
    // Without a network and without the part, the sheet itself still says so.
    watching.catch(() => undefined)
  }, fetchAfterMs)
  return () => {
    clearTimeout(timer)
    end()
  }
}

// Few devices sound: the rest never load it.
function signalsOf(client: Client): () => void {
  let end = () => {}
  let isOver = false
  import('../signals/watch-signals.ts').then(
    ({ watchSignals }) => {
      if (!isOver) end = watchSignals(client)
    },
    // Not on this device yet, and no network: a silent shift is better than a broken one.
    () => undefined,
  )
  return () => {
    isOver = true
    end()
  }
}

/** After the first screen is there. */
const fetchAfterMs = 5_000

// A question must not wait for the network: its part of the app is there before anybody is asked.
function fetchQuestion(): () => void {
  const timer = setTimeout(() => {
    // Where that fails, the question itself loads it, and says so if it cannot.
    loadQuestion().catch(() => undefined)
  }, fetchAfterMs)
  return () => clearTimeout(timer)
}
