import { tableShapes } from '@qtable/domain'
import { ListChecks, Plus, Redo2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { pageWords as words } from '../../page-words.ts'
import { Button, classes, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Menu } from '../../ui/menu.tsx'
import { type Editing, redoEdit, setMultiSelect, undoEdit } from './editing.ts'
import type { TableLayout } from './layout.ts'
import styles from './save-bar.module.css'

const say = words.editor

/** The editor's tools and its save button. */
export function SaveBar({
  editing,
  count,
  isSaveable,
  onAdd,
  onSave,
  onDiscard,
  trouble,
}: {
  editing: Editing
  count: number
  isSaveable: boolean
  onAdd: (shape: TableLayout['shape']) => void
  onSave: () => void
  onDiscard: () => void
  /** What is wrong with the layout. */
  trouble: string | undefined
}) {
  const { history, isMultiSelect } = editing
  const [isAsking, setAsking] = useState(false)
  return (
    <header className={styles.bar}>
      <div className={styles.tools}>
        <Menu
          label={say.add}
          trigger={<Button icon={<Plus size={20} aria-hidden />}>{say.add}</Button>}
          entries={tableShapes.map((shape) => ({ label: say.shapes[shape], run: () => onAdd(shape) }))}
        />
        <Button
          className={styles.several}
          aria-pressed={isMultiSelect}
          aria-label={say.several}
          title={say.several}
          kind={isMultiSelect ? 'plain' : 'quiet'}
          icon={<ListChecks size={20} aria-hidden />}
          onClick={() => setMultiSelect(!isMultiSelect)}
        >
          <span>{say.several}</span>
        </Button>
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
      <p className={classes(styles.state, trouble !== undefined && styles.wrong)} role="status">
        {trouble ?? (count > 0 ? say.unsaved(count) : say.hint)}
      </p>
      <div className={styles.tools}>
        <Button kind="quiet" disabled={count === 0} onClick={() => setAsking(true)}>
          {say.discard}
        </Button>
        <Button kind="next" disabled={!isSaveable} onClick={onSave}>
          {say.save}
        </Button>
      </div>
      <Confirm
        isOpen={isAsking}
        title={say.discardTitle}
        action={say.discard}
        stay={say.keepDrawing}
        onConfirm={() => {
          setAsking(false)
          onDiscard()
        }}
        onClose={() => setAsking(false)}
      >
        {words.common.leaveText(count)}
      </Confirm>
    </header>
  )
}
