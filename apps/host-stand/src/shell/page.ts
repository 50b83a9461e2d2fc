import type { Role } from '@qtable/domain'
import type { LucideIcon } from 'lucide-react'
import { type ComponentType, createContext, useContext } from 'react'
import { useLocation } from 'wouter'

/** One screen of the app. Routes, bars, menu, palette and keys are derived from the list of these in `pages.ts`. */
export interface AppPage {
  /** Its address, from the first slash on. */
  path: string
  /** What it is called on bars, in menus, in the palette and in the list of keys. */
  readonly label: string
  icon: LucideIcon
  /** The key that opens it anywhere except in a field. Pages with a key are links of the top bar. */
  key?: string
  /** The least role that may open it. */
  role: Role
  /** The part of the personal menu that lists it. `top` is only listed on a phone, whose top bar has no links. */
  menu: 'top' | 'house' | 'paper' | 'account'
  component: ComponentType
}

/** Declares a screen. */
export function page(given: AppPage): AppPage {
  return given
}

/** The pages that screens link to, by name: a screen cannot import `pages.ts`, which imports every screen. */
export type LinkedPage = 'floor' | 'editor' | 'activity' | 'signIn' | 'register'

/** The paths of the linked pages; provided around the app. */
export const PagePaths = createContext<Readonly<Record<LinkedPage, string>> | undefined>(undefined)

/** The path of a page, for a link to it. */
export function usePagePath(name: LinkedPage): string {
  const paths = useContext(PagePaths)
  if (!paths) throw new Error('There are no PagePaths around this component')
  return paths[name]
}

/** Goes to a page; does nothing if it is already shown, so that Back does not lead to the same page. */
export function useGoTo(name: LinkedPage): () => void {
  const path = usePagePath(name)
  const [at, navigate] = useLocation()
  return () => {
    if (at !== path) navigate(path)
  }
}
