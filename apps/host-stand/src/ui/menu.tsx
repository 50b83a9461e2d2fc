import { cloneElement, type FunctionComponent, useState } from 'react'
import { words } from '../words.ts'
import type { MenuProps } from './menu-entry.ts'
import { toast } from './toaster.tsx'

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
