import { cloneElement, type FunctionComponent, useState } from 'react'
import { words } from '../words.ts'
import type { MenuProps } from './menu-entry.ts'
import { toast } from './toaster.tsx'

/** A button that opens a menu. */
export function Menu(props: MenuProps) {
  // Lists have one in each row: the menu is loaded and rendered when it first opens.
  const [OpenMenu, setOpenMenu] = useState<FunctionComponent<MenuProps>>()
  if (OpenMenu) return <OpenMenu {...props} />

  function open(): void {
    props.onOpen?.()
    import('./open-menu.tsx').then(
      (loaded) => setOpenMenu(() => loaded.OpenMenu),
      () => toast({ title: words.common.notHere, kind: 'refused' }),
    )
  }
  return cloneElement(props.trigger, { onClick: open, 'aria-haspopup': 'menu', 'aria-expanded': false })
}
