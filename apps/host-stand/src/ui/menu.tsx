import {
  type ComponentProps,
  cloneElement,
  type FunctionComponent,
  type ReactElement,
  type ReactNode,
  useState,
} from 'react'
import { words } from '../words.ts'
import { toast } from './toaster.tsx'

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

/** A list of things to do, under the element that opens it. */
export function Menu(props: MenuProps) {
  // Lists have one for each row: what opens is loaded and made when it opens for the first time.
  const [OpenMenu, setOpenMenu] = useState<FunctionComponent<MenuProps>>()
  if (OpenMenu) return <OpenMenu {...props} />

  function open(): void {
    import('./open-menu.tsx').then(
      (loaded) => setOpenMenu(() => loaded.OpenMenu),
      () => toast({ title: words.common.notHere, kind: 'refused' }),
    )
  }
  return cloneElement(props.trigger, { onClick: open, 'aria-haspopup': 'menu', 'aria-expanded': false })
}
