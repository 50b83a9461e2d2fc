import { tableShapes } from '@qtable/domain'
import { ListChecks, Plus, Redo2, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { words } from '../../words.ts'
import { type Editing, redoEdit, setSeveral, undoEdit } from './editing.ts'
import styles from './editor.module.css'
import type { TableLayout } from './layout.ts'

const say = words.floor.editor

/** The tools of the editor, and the way to save. */
export function SaveBar({
  editing,
  count,
  isSaveable,
  onAdd,
  onSave,
  onDiscard,
  says,
}: {
  editing: Editing
  count: number
  isSaveable: boolean
  onAdd: (shape: TableLayout['shape']) => void
  onSave: () => void
  onDiscard: () => void
  /** What stands in the way of saving. */
  says?: ReactNode
}) {
  const { history, isSeveral } = editing
  return (
    <header className={styles.bar}>
      <div className={styles.tools}>
        <Menu
          label={say.add}
          trigger={<Button icon={<Plus size={20} aria-hidden />}>{say.add}</Button>}
          entries={tableShapes.map((shape) => ({ label: say.shapes[shape], run: () => onAdd(shape) }))}
        />
        <IconButton
          label={say.several}
          aria-pressed={isSeveral}
          kind={isSeveral ? 'plain' : 'quiet'}
          icon={<ListChecks size={20} aria-hidden />}
          onClick={() => setSeveral(!isSeveral)}
        />
        <IconButton
          label={say.undo}
          icon={<Undo2 size={20} aria-hidden />}
          disabled={history.past.length === 0}
          onClick={undoEdit}
        />
        <IconButton
          label={say.redo}
          icon={<Redo2 size={20} aria-hidden />}
          disabled={history.future.length === 0}
          onClick={redoEdit}
        />
      </div>
      <p className={styles.state} role="status">
        {says ?? (count > 0 ? say.unsaved(count) : say.hint)}
      </p>
      <div className={styles.tools}>
        <Button kind="quiet" disabled={count === 0} onClick={onDiscard}>
          {say.discard}
        </Button>
        <Button kind="next" disabled={!isSaveable} onClick={onSave}>
          {say.save}
        </Button>
      </div>
    </header>
  )
}
