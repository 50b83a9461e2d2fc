import { Copy, Link2, Trash2 } from 'lucide-react'
import { pageWords as words } from '../../page-words.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Stepper } from '../../ui/stepper.tsx'
import { changeTables, copySelected, joinSelected } from './edits.ts'
import styles from './fields.module.css'
import { duplicateNumbers, type Layout, type TableLayout } from './layout.ts'
import { ShapePicker } from './shape-picker.tsx'

const say = words.editor

/** The fields of the selected tables. Where several differ, a field says so, and a step changes each by as much. */
export function TableFields({
  layout,
  tables,
  onRemove,
}: {
  layout: Layout
  tables: readonly TableLayout[]
  onRemove: () => void
}) {
  const [first] = tables
  if (!first) return <p className={styles.hint}>{say.empty}</p>
  const isOne = tables.length === 1
  const number = first.tableNumber.trim()
  const isDuplicate = duplicateNumbers(layout).has(number)
  const sectionId = sharedBy(tables, (table) => table.sectionId ?? '')
  return (
    <div className={styles.fields}>
      <div className={styles.pair}>
        {isOne ? (
          <Field
            label={say.number}
            value={first.tableNumber}
            maxLength={20}
            error={isDuplicate ? (number === '' ? say.noNumber : say.numberTwice(number)) : undefined}
            onChange={({ target }) => changeTables('number', () => ({ tableNumber: target.value }))}
          />
        ) : (
          <p className={styles.strong}>{say.chosen(tables.length)}</p>
        )}
        <TableNumber field={angle} tables={tables} />
      </div>
      <div className={styles.pair}>
        <TableNumber field={seats} tables={tables} />
        <TableNumber field={smallest} tables={tables} />
      </div>
      <ShapePicker
        value={sharedBy(tables, ({ shape }) => shape)}
        onPick={(shape) => changeTables('shape', () => ({ shape }))}
      />
      <Select
        label={say.section}
        value={sectionId ?? mixed}
        options={[
          ...(sectionId === undefined ? [{ value: mixed, label: words.common.mixed }] : []),
          { value: '', label: say.noSection },
          ...[...layout.sections.values()].map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ target: { value } }) => {
          if (value !== mixed) changeTables('section', () => ({ sectionId: value || null }))
        }}
      />
      <div className={styles.pair}>
        <TableNumber field={width} tables={tables} />
        <TableNumber field={height} tables={tables} />
      </div>
      <LayoutActions isOne={isOne} onRemove={onRemove} />
    </div>
  )
}

const mixed = 'mixed'

/** A field of a table that is a number. */
interface NumberField {
  name: 'angle' | 'seats' | 'smallest' | 'width' | 'height'
  read: (table: TableLayout) => number
  write: (table: TableLayout, value: number) => Partial<TableLayout>
  min: number
  max: (table: TableLayout) => number
  step?: number
}

const angle: NumberField = {
  name: 'angle',
  read: ({ rotation }) => rotation,
  write: (_, rotation) => ({ rotation }),
  min: -180,
  max: () => 180,
  step: 15,
}
const seats: NumberField = {
  name: 'seats',
  read: ({ capacity }) => capacity,
  write: ({ minPartySize }, capacity) => ({ capacity, minPartySize: Math.min(minPartySize, capacity) }),
  min: 1,
  max: () => 500,
}
const smallest: NumberField = {
  name: 'smallest',
  read: ({ minPartySize }) => minPartySize,
  write: (_, minPartySize) => ({ minPartySize }),
  min: 1,
  max: ({ capacity }) => capacity,
}
const width: NumberField = {
  name: 'width',
  read: ({ size }) => size.width,
  write: ({ size }, to) => ({ size: { ...size, width: to } }),
  min: 30,
  max: () => 2000,
  step: 10,
}
const height: NumberField = {
  name: 'height',
  read: ({ size }) => size.height,
  write: ({ size }, to) => ({ size: { ...size, height: to } }),
  min: 30,
  max: () => 2000,
  step: 10,
}

function TableNumber({ field, tables }: { field: NumberField; tables: readonly TableLayout[] }) {
  const { name, read, write, min, max, step = 1 } = field
  const change = (to: (table: TableLayout) => number) =>
    changeTables(name, (table) => write(table, Math.max(min, Math.min(max(table), to(table)))))
  return (
    <Stepper
      label={say[name]}
      value={sharedBy(tables, read)}
      min={min}
      max={Math.max(...tables.map(max))}
      step={step}
      onChange={(value) => change(() => value)}
      onStep={(by) => change((table) => read(table) + by)}
    />
  )
}

/** What all tables have in common; undefined where they differ. */
function sharedBy<V>(tables: readonly TableLayout[], read: (table: TableLayout) => V): V | undefined {
  const [first, ...others] = tables.map(read)
  return others.every((value) => value === first) ? first : undefined
}

function LayoutActions({ isOne, onRemove }: { isOne: boolean; onRemove: () => void }) {
  return (
    <div className={styles.buttons}>
      <Button icon={<Copy size={18} aria-hidden />} onClick={copySelected}>
        {say.copy}
      </Button>
      <Button kind="danger" icon={<Trash2 size={18} aria-hidden />} onClick={onRemove}>
        {say.remove}
      </Button>
      {!isOne && (
        <Button icon={<Link2 size={18} aria-hidden />} onClick={joinSelected}>
          {say.join}
        </Button>
      )}
    </div>
  )
}
