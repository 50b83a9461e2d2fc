import type { ComponentProps, ReactElement, ReactNode } from 'react'

export type MenuEntry =
  | { kind?: 'item'; label: string; icon?: ReactNode; detail?: string; run: () => void; isDanger?: boolean }
  | { kind: 'separator' }
  | { kind: 'heading'; label: string }

export interface MenuProps {
  trigger: ReactElement<ComponentProps<'button'>>
  /** As a function it is asked when the menu opens: a list has many that never do. */
  entries: readonly MenuEntry[] | (() => readonly MenuEntry[])
  label: string
}
