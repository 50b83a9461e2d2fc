/** The paths of the app's pages: the server answers them with the app, and so does the service worker offline. */
export const appRoutes = [
  '/',
  '/timeline',
  '/reservations',
  '/editor',
  '/activity',
  '/settings',
  '/people',
  '/print',
  '/password',
  '/sign-in',
  '/register',
] as const
