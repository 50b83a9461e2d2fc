import {
  Activity,
  CalendarDays,
  ChartNoAxesGantt,
  CircleUser,
  LayoutGrid,
  PencilRuler,
  Printer,
  Settings,
  Users,
} from 'lucide-react'
import { lazy } from 'react'
import { FloorPage } from './floor/floor-page.tsx'
import { SignInPage } from './session/sign-in-page.tsx'
import { type AppPage, type LinkedPage, page } from './shell/page.ts'
import { words } from './words.ts'

const say = words.session

/**
 * Every screen for a signed-in person, in the order of bars and menus. The floor is part of the first load, as is the
 * sign-in page below; the others are fetched when they are first shown. `routes.ts` reads the paths out of this file.
 */
export const pages = {
  floor: page({
    path: '/',
    get label() {
      return say.floor
    },
    icon: LayoutGrid,
    key: '1',
    role: 'viewer',
    menu: 'top',
    component: FloorPage,
  }),
  timeline: page({
    path: '/timeline',
    get label() {
      return say.timeline
    },
    icon: ChartNoAxesGantt,
    key: '2',
    role: 'viewer',
    menu: 'top',
    component: lazy(async () => ({ default: (await import('./timeline/timeline-page.tsx')).TimelinePage })),
  }),
  reservations: page({
    path: '/reservations',
    get label() {
      return say.reservations
    },
    icon: CalendarDays,
    key: '3',
    role: 'viewer',
    menu: 'top',
    component: lazy(async () => ({ default: (await import('./reservations/reservations-page.tsx')).ReservationsPage })),
  }),
  activity: page({
    path: '/activity',
    get label() {
      return say.activity
    },
    icon: Activity,
    role: 'viewer',
    menu: 'house',
    component: lazy(async () => ({ default: (await import('./activity/activity-page.tsx')).ActivityPage })),
  }),
  editor: page({
    path: '/editor',
    get label() {
      return say.editor
    },
    icon: PencilRuler,
    role: 'manager',
    menu: 'house',
    component: lazy(async () => ({ default: (await import('./floor/editor/floor-editor.tsx')).FloorEditor })),
  }),
  people: page({
    path: '/people',
    get label() {
      return say.people
    },
    icon: Users,
    role: 'manager',
    menu: 'house',
    component: lazy(async () => ({ default: (await import('./people/people-page.tsx')).PeoplePage })),
  }),
  settings: page({
    path: '/settings',
    get label() {
      return say.settings
    },
    icon: Settings,
    role: 'manager',
    menu: 'house',
    component: lazy(async () => ({ default: (await import('./settings/settings-page.tsx')).SettingsPage })),
  }),
  print: page({
    path: '/print',
    get label() {
      return say.print
    },
    icon: Printer,
    role: 'viewer',
    menu: 'paper',
    component: lazy(async () => ({ default: (await import('./printing/print-page.tsx')).PrintPage })),
  }),
  account: page({
    path: '/account',
    get label() {
      return say.account
    },
    icon: CircleUser,
    role: 'viewer',
    menu: 'account',
    component: lazy(async () => ({ default: (await import('./people/account-page.tsx')).AccountPage })),
  }),
} as const satisfies Record<string, AppPage>

/** The screens before sign-in. */
export const signedOutPages = {
  signIn: { path: '/sign-in', component: SignInPage },
  register: {
    path: '/register',
    component: lazy(async () => ({ default: (await import('./session/register-page.tsx')).RegisterPage })),
  },
} as const

/** The screens that links open, whether or not somebody is signed in. */
export const linkPages = {
  accept: {
    path: '/accept',
    component: lazy(async () => ({ default: (await import('./people/accept-page.tsx')).AcceptPage })),
  },
  reset: {
    path: '/reset',
    component: lazy(async () => ({ default: (await import('./people/reset-page.tsx')).ResetPage })),
  },
  prove: {
    path: '/prove',
    component: lazy(async () => ({ default: (await import('./people/prove-page.tsx')).ProvePage })),
  },
} as const

/** Every page of `pages`, in its order. */
export const allPages: readonly AppPage[] = Object.values(pages)

/** The paths of pages that other screens link to. */
export const pagePaths: Readonly<Record<LinkedPage, string>> = {
  floor: pages.floor.path,
  editor: pages.editor.path,
  activity: pages.activity.path,
  signIn: signedOutPages.signIn.path,
  register: signedOutPages.register.path,
}
