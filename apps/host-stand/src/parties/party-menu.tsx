import { EllipsisVertical } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { words } from '../words.ts'
import { ActionGlyph } from './action-glyph.tsx'
import type { PartyAction } from './use-party-actions.ts'

/** All actions of a party, behind three dots. */
export function PartyMenu({ name, actions }: { name: string; actions: readonly PartyAction[] }) {
  if (actions.length === 0) return null
  const label = words.parties.moreFor(name)
  const entries = () =>
    actions.map((action) => ({
      label: action.label,
      run: action.run,
      isDanger: action.isDanger ?? false,
      icon: <ActionGlyph name={action.name} />,
    }))
  return (
    <Menu
      label={label}
      entries={entries}
      trigger={<IconButton label={label} icon={<EllipsisVertical size={20} aria-hidden />} />}
    />
  )
}
