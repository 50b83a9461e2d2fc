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

/** The fields of the selected tables: all of them for one, the shared ones for several. */
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
  return (
    <div className={styles.fields}>
      <div className={styles.pair}>
        {isOne ? (
          <Field
            label={say.number}
            value={first.tableNumber}
            maxLength={20}
            error={isDuplicate ? (number === '' ? say.noNumber : say.numberTwice(number)) : undefined}
            onChange={({ target }) => changeTables({ tableNumber: target.value })}
          />
        ) : (
          <p className={styles.strong}>{say.chosen(tables.length)}</p>
        )}
        <Stepper
          label={say.angle}
          value={first.rotation}
          min={-180}
          max={180}
          step={15}
          onChange={(rotation) => changeTables({ rotation })}
        />
      </div>
      <div className={styles.pair}>
        <Stepper
          label={say.seats}
          value={first.capacity}
          min={1}
          max={500}
          onChange={(capacity) => changeTables({ capacity, minPartySize: Math.min(first.minPartySize, capacity) })}
        />
        <Stepper
          label={say.smallest}
          value={first.minPartySize}
          min={1}
          max={first.capacity}
          onChange={(minPartySize) => changeTables({ minPartySize })}
        />
      </div>
      <ShapePicker value={first.shape} onPick={(shape) => changeTables({ shape })} />
      <Select
        label={say.section}
        value={first.sectionId ?? ''}
        options={[
          { value: '', label: say.noSection },
          ...[...layout.sections.values()].map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={({ target }) => changeTables({ sectionId: target.value || null })}
      />
      <TableSize table={first} />
      <LayoutActions isOne={isOne} onRemove={onRemove} />
    </div>
  )
}

function TableSize({ table: { size } }: { table: TableLayout }) {
  return (
    <div className={styles.pair}>
      <Stepper
        label={say.width}
        value={size.width}
        min={30}
        max={2000}
        step={10}
        onChange={(width) => changeTables({ size: { ...size, width } })}
      />
      <Stepper
        label={say.height}
        value={size.height}
        min={30}
        max={2000}
        step={10}
        onChange={(height) => changeTables({ size: { ...size, height } })}
      />
    </div>
  )
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
