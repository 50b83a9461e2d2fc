import type { Client } from '@qtable/client'
import type { Me, Membership } from '@qtable/protocol'
import { Download, Keyboard, Languages, LogOut, MoonStar, RefreshCw, Store, Sun, SunMoon } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { initialsOf } from '../activity/pulses.ts'
import { allPages, pages } from '../pages.ts'
import { openShortcuts } from '../palette/overlay.ts'
import { useMay } from '../people/use-may.ts'
import { useUpdateReady } from '../session/app-update.ts'
import { useClient, useStatus } from '../session/client-hooks.ts'
import { signOut, switchRestaurant } from '../session/sign-out.ts'
import { Menu } from '../ui/menu.tsx'
import type { MenuEntry } from '../ui/menu-entry.ts'
import { chooseTheme, chosenTheme, type Theme } from '../ui/theme.ts'
import { toast } from '../ui/toaster.tsx'
import { usePhone } from '../ui/use-media.ts'
import { useLanguage } from '../words/catalogue.ts'
import { languages } from '../words/language.ts'
import { words } from '../words.ts'
import styles from './me-menu.module.css'
import type { AppPage } from './page.ts'

const say = words.session
const themes: readonly Theme[] = ['dark', 'light', 'device']
const themeGlyphs = { dark: MoonStar, light: Sun, device: SunMoon }
const separator: MenuEntry = { kind: 'separator' }

/** The signed-in person, and the menu of everything that is not needed every minute. */
export function MeMenu() {
  const { user } = useStatus()
  const { restaurants, readRestaurants } = useRestaurantEntries()
  const entries = useMenuEntries(restaurants)
  if (!user) return null
  const me = say.me({ name: user.name, role: say.roles[user.role] })
  return (
    <Menu
      label={words.common.menu}
      entries={[{ kind: 'heading', label: me }, ...entries]}
      onOpen={readRestaurants}
      trigger={
        <button type="button" className={styles.me}>
          <span aria-hidden>{initialsOf(user.name)}</span>
          <span className="visually-hidden">{me}</span>
        </button>
      }
    />
  )
}

function useMenuEntries(restaurants: readonly MenuEntry[]): MenuEntry[] {
  const client = useClient()
  const isUpdateReady = useUpdateReady()
  const isPhone = usePhone()
  const pagesIn = usePageEntries()
  const theme = useThemeEntry()
  const language = useLanguageEntry()
  const shortcuts = { label: say.shortcuts, icon: <Keyboard size={20} aria-hidden />, detail: '?', run: openShortcuts }
  const update = { label: say.update, icon: <RefreshCw size={20} aria-hidden />, run: () => location.reload() }
  return [
    // A phone's top bar has no space for them.
    ...(isPhone ? pagesIn('top') : []),
    ...pagesIn('house'),
    separator,
    { label: say.exportDay, icon: <Download size={20} aria-hidden />, run: () => void exportOf(client) },
    ...pagesIn('paper'),
    ...(isPhone ? [] : [shortcuts]),
    theme,
    language,
    ...restaurants,
    separator,
    ...(isUpdateReady ? [update] : []),
    ...pagesIn('account'),
    { label: say.signOut, icon: <LogOut size={20} aria-hidden />, run: () => void signOut(client) },
  ]
}

// Few need it, and only now and then.
async function exportOf(client: Client): Promise<void> {
  const part = await import('../printing/export-day.ts').catch(() => undefined)
  if (part) await part.exportDay(client)
  else toast({ title: words.common.notHere, kind: 'refused' })
}

function usePageEntries(): (part: AppPage['menu']) => MenuEntry[] {
  const may = useMay()
  const [, navigate] = useLocation()
  return (part) =>
    allPages
      .filter(({ menu, role }) => menu === part && may(role))
      .map(({ path, label, icon: Icon }) => ({
        label,
        icon: <Icon size={20} aria-hidden />,
        run: () => navigate(path),
      }))
}

function useThemeEntry(): MenuEntry {
  const [theme, setTheme] = useState(chosenTheme)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'dark'
  const Glyph = themeGlyphs[theme]
  return {
    label: say.theme,
    icon: <Glyph size={20} aria-hidden />,
    detail: say.themes[theme],
    run() {
      chooseTheme(next)
      setTheme(next)
    },
  }
}

// The language may be one that the person does not read: its own name is on the entry.
function useLanguageEntry(): MenuEntry {
  const [, navigate] = useLocation()
  return {
    label: say.language,
    icon: <Languages size={20} aria-hidden />,
    detail: languages[useLanguage()],
    run: () => navigate(pages.account.path),
  }
}

/** The person's other restaurants. The session knows those of the sign-in; `readRestaurants` asks the server for new ones. */
function useRestaurantEntries(): { restaurants: readonly MenuEntry[]; readRestaurants: () => void } {
  const client = useClient()
  const { restaurant, restaurants } = useStatus()
  const [read, setRead] = useState<readonly Membership[]>()
  const others = (read ?? restaurants).filter(({ id }) => id !== restaurant?.id)

  function readRestaurants(): void {
    client.request('GET', '/auth/me').then(
      (me) => setRead((me as Me).restaurants),
      // Without a network the known ones are shown.
      () => {},
    )
  }

  const entries = others.map(({ id, name }) => ({
    label: name,
    icon: <Store size={20} aria-hidden />,
    run: () => void switchRestaurant(client, id),
  }))
  return {
    restaurants: entries.length === 0 ? [] : [{ kind: 'heading', label: say.switchTo }, ...entries],
    readRestaurants,
  }
}
