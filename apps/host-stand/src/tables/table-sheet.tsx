import type { Guest, Table } from '@qtable/domain'
import { CircleCheckBig, Sparkles, Unlock } from 'lucide-react'
import { useAct } from '../commands/use-act.ts'
import { numbersOf } from '../floor/table-sets.ts'
import { ActionList } from '../parties/action-list.tsx'
import { CourseChips } from '../parties/course-chips.tsx'
import { PartyFacts } from '../parties/party-facts.tsx'
import { SizeCircle } from '../parties/party-row.tsx'
import { type PartyAction, usePartyActions } from '../parties/use-party-actions.ts'
import { useMay } from '../people/use-may.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { Badge, type BadgeKind } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { EmptyState } from '../ui/states.tsx'
import { words } from '../words.ts'
import { LastHere } from './last-here.tsx'
import { SeatHere } from './seat-here.tsx'
import { TableActions } from './table-actions.tsx'
import styles from './table-sheet.module.css'
import { UpcomingHere } from './upcoming-here.tsx'

const kinds: Record<Table['status'], BadgeKind> = {
  available: 'go',
  occupied: 'neutral',
  reserved: 'held',
  cleaning: 'notified',
  blocked: 'neutral',
}

/** One table: its party, or who could sit there. */
export function TableSheet({ tableId, onClose }: { tableId: string; onClose: () => void }) {
  const floor = useOpenFloor()
  const table = floor.tables.get(tableId)
  if (!table) {
    return (
      <Sheet title={words.parties.details} onClose={onClose}>
        <EmptyState title={words.tables.tableGone} />
      </Sheet>
    )
  }
  const guest = floor.guests.get(table.currentGuestId ?? '')
  return guest ? <Taken table={table} guest={guest} onClose={onClose} /> : <Open table={table} onClose={onClose} />
}

function Title({ table }: { table: Table }) {
  const section = useOpenFloor().sections.get(table.sectionId ?? '')
  return (
    <span className={styles.title}>
      {words.common.table(table.tableNumber)}
      <span className={styles.under}>
        {seatsOf(table)}
        {section && ` · ${section.name}`}
        {section?.serverName && ` · ${section.serverName}`}
      </span>
    </span>
  )
}

function Taken({ table, guest, onClose }: { table: Table; guest: Guest; onClose: () => void }) {
  const { act, actAll } = useAct()
  const floor = useOpenFloor()
  const may = useMay()
  const tableId = table.id
  const clearOne: PartyAction = {
    name: 'clear_one',
    label: words.tables.clearOne(table.tableNumber),
    run() {
      act('table.setStatus', { tableId, status: 'available' }, words.tables.cleaned(table.tableNumber))
      onClose()
    },
  }
  const actions = usePartyActions()(guest).filter(({ name }) => name !== 'done')
  const isJoined = guest.tableIds.length > 1 && may('server')
  const done = words.parties.doneDone({ name: guest.name, tables: numbersOf(floor, guest.tableIds) })
  return (
    <Sheet
      title={<Title table={table} />}
      onClose={onClose}
      foot={
        may('server') && (
          <Button
            kind="next"
            size="big"
            className={styles.next}
            icon={<CircleCheckBig size={22} aria-hidden />}
            onClick={() => {
              // The party is done, so all of its tables are free; `clearOne` leaves it at the others.
              const freed = guest.tableIds.map((tableId) => ({ tableId, status: 'available' as const }))
              actAll(
                freed.map((payload) => ({ type: 'table.setStatus', payload })),
                done,
              )
              onClose()
            }}
          >
            {words.parties.done}
          </Button>
        )
      }
    >
      <div className={styles.party}>
        <SizeCircle size={guest.partySize} />
        <span className={styles.name} dir="auto">
          {guest.name}
        </span>
      </div>
      <PartyFacts guest={guest} isAtTable />
      <CourseChips guest={guest} />
      <UpcomingHere table={table} />
      <ActionList actions={isJoined ? [clearOne, ...actions] : actions} />
    </Sheet>
  )
}

function Open({ table, onClose }: { table: Table; onClose: () => void }) {
  const { act } = useAct()
  const may = useMay()
  const isShut = table.status === 'cleaning' || table.status === 'blocked'
  const free = () => {
    act('table.setStatus', { tableId: table.id, status: 'available' }, words.tables.cleaned(table.tableNumber))
    onClose()
  }
  return (
    <Sheet
      title={<Title table={table} />}
      lead={<Badge kind={kinds[table.status]}>{words.tables.tableStatuses[table.status]}</Badge>}
      onClose={onClose}
      foot={
        isShut &&
        may('server') && (
          <Button
            kind="next"
            size="big"
            className={styles.next}
            icon={table.status === 'blocked' ? <Unlock size={22} aria-hidden /> : <Sparkles size={22} aria-hidden />}
            onClick={free}
          >
            {table.status === 'blocked' ? words.tables.unblock : words.tables.clean}
          </Button>
        )
      }
    >
      {table.status !== 'blocked' && <SeatHere table={table} />}
      <UpcomingHere table={table} />
      <LastHere table={table} />
      <TableActions table={table} onDone={onClose} />
    </Sheet>
  )
}

function seatsOf({ minPartySize: least, capacity: most }: Table): string {
  return least === most ? words.tables.seatsExactly(most) : words.tables.seatsFromTo({ least, most })
}
