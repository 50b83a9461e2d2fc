import { lazy, Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { StandLayout } from './layout/stand-layout.tsx'
import { Opening } from './session/opening.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { useStatus, useView } from './stand/stand.ts'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { Toaster } from './ui/toaster.tsx'

const RegisterPage = lazy(async () => ({ default: (await import('./session/register-page.tsx')).RegisterPage }))

export function App() {
  return (
    <ErrorBoundary>
      <Inside />
      <Toaster />
    </ErrorBoundary>
  )
}

function Inside() {
  const { user } = useStatus()
  const floor = useView()
  if (user) return floor ? <StandLayout key={floor.restaurant.id} /> : <Opening />
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
