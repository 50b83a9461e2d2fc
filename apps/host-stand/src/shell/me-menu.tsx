import {
  Activity,
  CalendarDays,
  ChartNoAxesGantt,
  Download,
  Keyboard,
  KeyRound,
  LayoutGrid,
  LogOut,
  MoonStar,
  PencilRuler,
  Printer,
  RefreshCw,
  Settings,
  Store,
  Sun,
  SunMoon,
  Users,
} from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { initialsOf } from '../activity/pulses.ts'
import { openShortcuts } from '../palette/overlay.ts'
import { useMay } from '../people/use-may.ts'
import { exportDay } from '../printing/export-day.ts'
import { useUpdateReady } from '../session/app-update.ts'
import { useClient, useStatus } from '../session/client-hooks.ts'
import { signOut, switchRestaurant } from '../session/sign-out.ts'
import { Menu, type MenuEntry } from '../ui/menu.tsx'
import { chooseTheme, chosenTheme, type Theme } from '../ui/theme.ts'
import { usePhone } from '../ui/use-media.ts'
import { words } from '../words.ts'
import styles from './me-menu.module.css'

const themes: readonly Theme[] = ['dark', 'light', 'device']
const themeGlyphs = { dark: MoonStar, light: Sun, device: SunMoon }

/** Who is signed in; under it all that is not needed every minute. */
export function MeMenu() {
  const client = useClient()
  const { user, restaurant, restaurants } = useStatus()
  const [, go] = useLocation()
  const [theme, setTheme] = useState(chosenTheme)
  const may = useMay()
  const isUpdateReady = useUpdateReady()
  const isPhone = usePhone()
  if (!user) return null

  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'dark'
  const ThemeGlyph = themeGlyphs[theme]
  const page = (path: string, label: string, Glyph: typeof Activity): MenuEntry => ({
    label,
    icon: <Glyph size={20} aria-hidden />,
    run: () => go(path),
  })
  const managed: MenuEntry[] = may('manager')
    ? [
        page('/editor', words.session.editor, PencilRuler),
        page('/people', words.session.people, Users),
        page('/settings', words.session.settings, Settings),
      ]
    : []
  const pages = [
    page('/', words.session.floor, LayoutGrid),
    page('/timeline', words.session.timeline, ChartNoAxesGantt),
    page('/reservations', words.session.reservations, CalendarDays),
  ]
  const shortcuts = {
    label: words.session.shortcuts,
    icon: <Keyboard size={20} aria-hidden />,
    detail: '?',
    run: openShortcuts,
  }
  const update = {
    label: words.session.update,
    icon: <RefreshCw size={20} aria-hidden />,
    run: () => location.reload(),
  }
  const elsewhere = restaurants.filter(({ id }) => id !== restaurant?.id)
  const others: MenuEntry[] = elsewhere.map((one) => ({
    label: one.name,
    icon: <Store size={20} aria-hidden />,
    run: () => void switchRestaurant(client, one.id),
  }))
  const entries: MenuEntry[] = [
    { kind: 'heading', label: words.session.me(user.name, words.people.roles[user.role]) },
    // A phone has no room for them on its bar.
    ...(isPhone ? pages : []),
    page('/activity', words.session.activity, Activity),
    ...managed,
    { kind: 'separator' },
    { label: words.session.exportDay, icon: <Download size={20} aria-hidden />, run: () => exportDay(client) },
    page('/print', words.session.print, Printer),
    ...(isPhone ? [] : [shortcuts]),
    {
      label: words.session.theme,
      icon: <ThemeGlyph size={20} aria-hidden />,
      detail: words.session.themes[theme],
      run() {
        chooseTheme(next)
        setTheme(next)
      },
    },
    ...(others.length > 0 ? [{ kind: 'heading' as const, label: words.session.switchTo }, ...others] : []),
    { kind: 'separator' },
    ...(isUpdateReady ? [update] : []),
    page('/password', words.people.password, KeyRound),
    { label: words.session.signOut, icon: <LogOut size={20} aria-hidden />, run: () => void signOut(client) },
  ]
  return (
    <Menu
      label={words.common.menu}
      entries={entries}
      trigger={
        <button type="button" className={styles.me}>
          {initialsOf(user.name)}
          <span className="visually-hidden">, {words.session.me(user.name, words.people.roles[user.role])}</span>
        </button>
      }
    />
  )
}
