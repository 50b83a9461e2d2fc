import type { Obstacle } from '@qtable/domain'
import type { ReactNode } from 'react'
import { usePulse } from '../activity/pulses.ts'
import { ClashNote } from '../floor/clash-note.tsx'
import { isPartyDragged, type Placing } from '../placing/placing-store.ts'
import { useDragParty } from '../placing/use-drag-party.ts'
import type { Urgency } from '../time/urgency.ts'
import { Button, classes } from '../ui/button.tsx'
import { SwipeRow } from '../ui/swipe-row.tsx'
import type { SwipeSide } from '../ui/use-swipe.ts'
import { words } from '../words.ts'
import { ActionGlyph } from './action-glyph.tsx'
import { PartyMenu } from './party-menu.tsx'
import styles from './party-row.module.css'
import { TagGlyphs } from './tag-glyphs.tsx'
import type { PartyAction } from './use-party-actions.ts'

export interface PartyRowProps {
  /** Of the party or the reservation: a recent change by another person is marked. */
  entityId: string
  /** What a drag onto the plan carries. */
  placing: Placing
  party: { name: string; partySize: number; tags: readonly string[]; notes: string }
  urgency?: Urgency | undefined
  isPicked?: boolean
  isFaint?: boolean
  /** Before the status, in the line under the name. */
  lead?: ReactNode
  status: ReactNode
  /** What speaks against the party as it is now: a line of its own below the names and buttons. */
  clashes?: readonly Obstacle[] | undefined
  bar?: ReactNode
  actions: readonly PartyAction[]
  /** The action with the visible button. */
  shown?: PartyAction | undefined
  /** Whether the button stands out, as the next thing to do. */
  isDue?: boolean
  onOpen: () => void
}

// Actions that continue a visit are on one side, those that end it on the other, all others only in the menu.
const onward: ReadonlySet<PartyAction['name']> = new Set([
  'confirm',
  'arrive',
  'seat',
  'move',
  'notify',
  'unnotify',
  'restore',
])

/** One party in a list: tap to open, drag onto a table, swipe for actions, with a button for the next one. */
export function PartyRow(props: PartyRowProps) {
  const { entityId, placing, party, urgency, isPicked, isFaint, lead, status, clashes = [], bar } = props
  const { actions, shown, isDue, onOpen } = props
  const pulse = usePulse(entityId)
  const canPlace = actions.some(({ name }) => name === 'seat')
  const { isDragging, handle } = useDragParty(`party:${entityId}`, { placing }, { isDisabled: !canPlace })

  function uncovered(side: SwipeSide) {
    const listed = actions.filter(({ name, isDanger }) => (side === 'end' ? isDanger : onward.has(name)))
    // The main action first: at the edge, where a swipe reveals it.
    listed.sort((a, b) => Number(b === shown) - Number(a === shown))
    return listed.map(({ name, label, short = label, says, run }) => ({
      name,
      label: short,
      says: says ?? words.parties.actionFor({ label, name: party.name }),
      icon: <ActionGlyph name={name} />,
      isNext: side === 'start' && name === shown?.name,
      run,
    }))
  }

  return (
    <SwipeRow
      actions={uncovered}
      isBusy={isPartyDragged}
      name={party.name}
      className={classes(styles.frame, isPicked && styles.picked, isDragging && styles.dragged)}
    >
      <div className={classes(styles.row, isFaint && styles.faint)}>
        <button type="button" {...handle} className={styles.main} onClick={onOpen}>
          <SizeCircle size={party.partySize} urgency={urgency} />
          <span className={styles.name} dir="auto">
            {party.name}
          </span>
          <span className={styles.status}>
            {lead}
            <span>{status}</span>
            <TagGlyphs tags={party.tags} notes={party.notes} />
            {pulse && (
              <span key={pulse.version} className={styles.pulse} title={words.common.changedBy(pulse.name)}>
                {pulse.initials}
              </span>
            )}
          </span>
        </button>
        <div className={styles.actions}>
          {shown && (
            <Button
              kind={isDue ? 'next' : 'plain'}
              icon={<ActionGlyph name={shown.name} size={18} />}
              aria-label={shown.says ?? (shown.short && shown.label)}
              onClick={shown.run}
            >
              <span className={styles.verb}>{shown.short ?? shown.label}</span>
            </Button>
          )}
          <PartyMenu name={party.name} actions={actions} />
        </div>
        {clashes.length > 0 && (
          <div className={styles.clash}>
            <ClashNote clashes={clashes} />
          </div>
        )}
        {bar}
      </div>
    </SwipeRow>
  )
}

/** The party's size in a circle. */
export function SizeCircle({ size, urgency = 'calm' }: { size: number; urgency?: Urgency | undefined }) {
  return (
    <span className={classes(styles.circle, styles[urgency])}>
      <span aria-hidden>{size}</span>
      <span className="visually-hidden">{words.common.party(size)}</span>
    </span>
  )
}
