import type { ReactNode } from 'react'
import { useDragParty } from '../floor/use-drag-party.ts'
import { usePulses } from '../stand/others.ts'
import type { Placing } from '../stand/placing.ts'
import { classes } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './party-row.module.css'
import { TagGlyphs } from './tag-glyphs.tsx'

export interface PartyRowProps {
  /** Of the party or the reservation: who changed it just now is marked. */
  entityId: string
  /** What is dragged onto the plan. */
  placing: Placing
  isStuck?: boolean
  party: { name: string; partySize: number; tags: readonly string[]; notes: string }
  mood?: 'calm' | 'soon' | 'late' | undefined
  isPicked: boolean
  isFaint?: boolean
  lead?: ReactNode
  status: ReactNode
  bar?: ReactNode
  actions: ReactNode
  onOpen: () => void
}

/** One party in a list: tapped to open, dragged onto a table, with its next action beside it. */
export function PartyRow(props: PartyRowProps) {
  const {
    entityId,
    placing,
    isStuck = false,
    party,
    mood,
    isPicked,
    isFaint,
    lead,
    status,
    bar,
    actions,
    onOpen,
  } = props
  const pulse = usePulses().get(entityId)
  const { isDragging, handle } = useDragParty(`party:${entityId}`, { placing }, { isDisabled: isStuck })
  return (
    <li
      className={classes(styles.row, isPicked && styles.picked, isDragging && styles.dragged, isFaint && styles.faint)}
    >
      <button type="button" {...handle} className={styles.main} onClick={onOpen}>
        {lead}
        <SizeCircle size={party.partySize} mood={mood} />
        <span className={styles.text}>
          <span className={styles.nameLine}>
            <span className={styles.name}>{party.name}</span>
            <TagGlyphs tags={party.tags} notes={party.notes} />
          </span>
          <span className={styles.status}>{status}</span>
        </span>
        {pulse && (
          <span key={pulse.version} className={styles.pulse} title={words.common.changedBy(pulse.name)}>
            {pulse.initials}
          </span>
        )}
      </button>
      <div className={styles.actions}>{actions}</div>
      {bar}
    </li>
  )
}

/** How many they are, large, in a circle. */
export function SizeCircle({ size, mood = 'calm' }: { size: number; mood?: 'calm' | 'soon' | 'late' | undefined }) {
  return (
    <span className={classes(styles.circle, styles[mood])}>
      <span aria-hidden>{size}</span>
      <span className="visually-hidden">{words.common.party(size)}</span>
    </span>
  )
}
