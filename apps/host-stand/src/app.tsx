import { Suspense } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { linkPages, pagePaths, signedOutPages } from './pages.ts'
import { useFloorPart, useStatus } from './session/client-hooks.ts'
import { Opening } from './session/opening.tsx'
import { PagePaths } from './shell/page.ts'
import { Shell } from './shell/shell.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { Toaster } from './ui/toaster.tsx'
import { useLanguage } from './words/catalogue.ts'

/** The whole app: the pages to sign in, or the shell with everything in it. */
export function HostStand() {
  const language = useLanguage()
  return (
    // Another language draws everything anew: most components read words without asking to be told of a change.
    <ErrorBoundary key={language}>
      <PagePaths value={pagePaths}>
        <Screens />
      </PagePaths>
      <Toaster />
    </ErrorBoundary>
  )
}

function Screens() {
  const isSignedIn = useStatus(({ user }) => user !== undefined)
  // Not the floor itself: the whole app would render again at every change.
  const restaurantId = useFloorPart(({ restaurant }) => restaurant.id)
  const [path] = useLocation()
  const linked = Object.values(linkPages).find((one) => one.path === path)
  if (linked) {
    return (
      <Suspense fallback={null}>
        <linked.component />
      </Suspense>
    )
  }
  if (isSignedIn) return restaurantId === undefined ? <Opening /> : <Shell key={restaurantId} />
  return (
    <Suspense fallback={null}>
      <Switch>
        {Object.values(signedOutPages).map(({ path, component }) => (
          <Route key={path} path={path} component={component} />
        ))}
        <Route>
          <Redirect to={signedOutPages.signIn.path} replace />
        </Route>
      </Switch>
    </Suspense>
  )
}
