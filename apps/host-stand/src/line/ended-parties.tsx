import type { Guest } from '@qtable/domain'
import { memo } from 'react'
import { PartyRow } from '../parties/party-row.tsx'
import { usePartyActions } from '../parties/use-party-actions.ts'
import { useFloorPart } from '../session/client-hooks.ts'
import { openSheet } from '../shell/open-sheet.ts'
import { useTimes } from '../time/times.ts'
import { words } from '../words.ts'
import { EndedFold } from './ended-fold.tsx'
import { endedOf } from './lists.ts'

/** Parties that left today, each with a button that brings it back. */
export function EndedParties() {
  const ended = useFloorPart(endedOf)
  return <EndedFold ended={ended} counted={words.line.endedCount(ended.length)} row={rowOf} />
}

const rowOf = (guest: Guest) => <EndedRow key={guest.id} guest={guest} />

const EndedRow = memo(function EndedRow({ guest }: { guest: Guest }) {
  const times = useTimes()
  const { id: guestId } = guest
  const actions = usePartyActions()(guest)
  return (
    <PartyRow
      entityId={guestId}
      placing={{ kind: 'guest', guestId }}
      isFaint
      party={guest}
      onOpen={() => openSheet({ kind: 'party', guestId })}
      status={`${words.parties.statuses[guest.status]} · ${times.clock(guest.finishedAt ?? guest.updatedAt)}`}
      actions={actions}
      shown={actions[0]}
    />
  )
})
