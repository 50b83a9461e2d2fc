import type { Table, TableStatus } from '@qtable/domain'
import { Ban, BookmarkCheck, CircleDashed, SprayCan } from 'lucide-react'
import { useAct } from '../commands/use-act.ts'
import { useMay } from '../people/use-may.ts'
import { Button } from '../ui/button.tsx'
import { words } from '../words.ts'
import styles from './table-sheet.module.css'

const say = words.tables
const steps = () =>
  [
    { status: 'available', label: say.free, done: say.cleaned, Glyph: CircleDashed },
    { status: 'reserved', label: say.hold, done: say.holdDone, Glyph: BookmarkCheck },
    { status: 'cleaning', label: say.dirty, done: say.dirtyDone, Glyph: SprayCan },
    { status: 'blocked', label: say.block, done: say.blocked, Glyph: Ban },
  ] as const satisfies readonly { status: TableStatus; [key: string]: unknown }[]

/** The actions of a table without a party. */
export function TableActions({ table, onDone }: { table: Table; onDone: () => void }) {
  const { act } = useAct()
  const may = useMay()
  if (!may('server')) return null
  const isShut = table.status === 'cleaning' || table.status === 'blocked'
  // The way back from the two states without service is the big button below.
  const offered = steps().filter(({ status }) => status !== table.status && !(isShut && status === 'available'))
  return (
    <div className={styles.actions}>
      {offered.map(({ status, label, done, Glyph }) => (
        <Button
          key={status}
          icon={<Glyph size={18} aria-hidden />}
          onClick={() => {
            act('table.setStatus', { tableId: table.id, status }, done(table.tableNumber))
            onDone()
          }}
        >
          {label}
        </Button>
      ))}
    </div>
  )
}
