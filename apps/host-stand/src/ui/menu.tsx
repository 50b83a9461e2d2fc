import { type ComponentProps, cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react'

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

const OpenMenu = lazy(async () => ({ default: (await import('./open-menu.tsx')).OpenMenu }))

/** A list of things to do, under the element that opens it. */
export function Menu(props: MenuProps) {
  const { trigger } = props
  // Lists have one for each row: what opens is loaded and made when it opens for the first time.
  const [isMade, setMade] = useState(false)
  if (!isMade)
    return cloneElement(trigger, { onClick: () => setMade(true), 'aria-haspopup': 'menu', 'aria-expanded': false })
  return (
    <Suspense fallback={trigger}>
      <OpenMenu {...props} />
    </Suspense>
  )
}
