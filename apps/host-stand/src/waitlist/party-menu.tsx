import type { Guest } from '@qtable/domain'
import { EllipsisVertical } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { Menu, type MenuEntry } from '../ui/menu.tsx'
import { words } from '../words.ts'
import { ActionGlyph } from './action-glyph.tsx'
import { usePartyActions } from './party-actions.ts'

/** Everything that can be done with a party, behind three dots. */
export function PartyMenu({ guest }: { guest: Guest }) {
  const actions = usePartyActions(guest)
  if (actions.length === 0) return null
  const entries = actions.map(({ name, label, run, isDanger = false }): MenuEntry => {
    return { label, run, isDanger, icon: <ActionGlyph name={name} /> }
  })
  const label = words.waitlist.moreFor(guest.name)
  return (
    <Menu
      label={label}
      entries={entries}
      trigger={<IconButton label={label} icon={<EllipsisVertical size={20} aria-hidden />} />}
    />
  )
}
