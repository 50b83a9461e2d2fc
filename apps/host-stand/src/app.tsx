import { lazy, Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { useFloorPart, useStatus } from './session/client-hooks.ts'
import { Opening } from './session/opening.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { StandLayout } from './shell/shell.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { Toaster } from './ui/toaster.tsx'

const RegisterPage = lazy(async () => ({ default: (await import('./session/register-page.tsx')).RegisterPage }))

export function HostStand() {
  return (
    <ErrorBoundary>
      <Inside />
      <Toaster />
    </ErrorBoundary>
  )
}

function Inside() {
  const isSignedIn = useStatus(({ user }) => user !== undefined)
  // Not the floor itself: with it all of the app would be drawn again at every change.
  const restaurantId = useFloorPart(({ restaurant }) => restaurant.id)
  if (isSignedIn) return restaurantId === undefined ? <Opening /> : <StandLayout key={restaurantId} />
  return (
    <Suspense fallback={null}>
      <Switch>
        <Route path="/register" component={RegisterPage} />
        <Route path="/sign-in" component={SignInPage} />
        <Route>
          <Redirect to="/sign-in" replace />
        </Route>
      </Switch>
    </Suspense>
  )
}
