import { tableShapes } from '@qtable/domain'
import { pageWords as words } from '../../page-words.ts'
import { outlineOf } from '../../tables/table-outline.ts'
import { classes } from '../../ui/button.tsx'
import type { TableLayout } from './layout.ts'
import styles from './shape-picker.module.css'

const say = words.editor
const wide = { width: 34, height: 20 }
const even = { width: 20, height: 20 }
const sizes: Record<TableLayout['shape'], { width: number; height: number }> = {
  round: even,
  square: even,
  rectangle: wide,
  oval: wide,
  booth: { width: 26, height: 20 },
  bar: { width: 38, height: 10 },
}

/** A picker of table shapes, each shown as it is drawn. */
export function ShapePicker({
  value,
  onPick,
}: {
  /** Undefined for tables of several shapes. */
  value: TableLayout['shape'] | undefined
  onPick: (shape: TableLayout['shape']) => void
}) {
  return (
    <fieldset className={styles.shapes}>
      <legend className={styles.label}>{say.shape}</legend>
      <div className={styles.row}>
        {tableShapes.map((shape) => (
          <button
            key={shape}
            type="button"
            className={classes(styles.shape, shape === value && styles.picked)}
            aria-pressed={shape === value}
            onClick={() => onPick(shape)}
          >
            <svg width={40} height={22} viewBox="-20 -11 40 22" aria-hidden>
              <path d={outlineOf(shape, sizes[shape].width, sizes[shape].height)} />
            </svg>
            {say.shapes[shape]}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
