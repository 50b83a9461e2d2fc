import type { ComponentProps, ReactElement, ReactNode } from 'react'

export type MenuEntry =
  | { kind?: 'item'; label: string; icon?: ReactNode; detail?: string; run: () => void; isDanger?: boolean }
  | { kind: 'separator' }
  | { kind: 'heading'; label: string }

export interface MenuProps {
  trigger: ReactElement<ComponentProps<'button'>>
  /** A function is called when the menu opens: most menus of a list never do. */
  entries: readonly MenuEntry[] | (() => readonly MenuEntry[])
  onOpen?: () => void
  label: string
}
