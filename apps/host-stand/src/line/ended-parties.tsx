import type { Guest } from '@qtable/domain'
import { ChevronDown } from 'lucide-react'
import { memo, useState } from 'react'
import { PartyRow } from '../parties/party-row.tsx'
import { usePartyActions } from '../parties/use-party-actions.ts'
import { useFloorPart } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { useTimes } from '../time/times.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import { endedOf } from './lists.ts'
import styles from './waiting-line.module.css'

/** Parties that left today, behind one line with their number. */
export function EndedParties() {
  const [isOpen, setOpen] = useState(false)
  const ended = useFloorPart(endedOf)
  if (ended.length === 0) return null
  return (
    <section className={styles.ended}>
      <button type="button" className={styles.endedHead} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span>{words.line.ended}</span>
        <span className={styles.hint}>{words.line.endedCount(ended.length)}</span>
        <ChevronDown size={18} aria-hidden className={classes(isOpen && styles.turned)} />
      </button>
      {isOpen && (
        <ul>
          {ended.map((guest) => (
            <EndedRow key={guest.id} guest={guest} />
          ))}
        </ul>
      )}
    </section>
  )
}

const EndedRow = memo(function EndedRow({ guest }: { guest: Guest }) {
  const times = useTimes()
  const { id: guestId } = guest
  return (
    <PartyRow
      entityId={guestId}
      placing={{ kind: 'guest', guestId }}
      isFaint
      party={guest}
      onOpen={() => openSheet({ kind: 'party', guestId })}
      status={`${words.parties.statuses[guest.status]} · ${times.clock(guest.finishedAt ?? guest.updatedAt)}`}
      actions={usePartyActions()(guest)}
    />
  )
})
