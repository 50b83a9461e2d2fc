import { useEffect, useMemo, useState } from 'react'
import { useAct } from '../../commands/use-act.ts'
import { pageWords as words } from '../../page-words.ts'
import { useClient, useOpenFloor } from '../../session/client-hooks.ts'
import { LeaveGuard } from '../../ui/leave-guard.tsx'
import { useViewport } from '../use-viewport.ts'
import { CombinationFields, SectionFields } from './area-fields.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import {
  beginEditing,
  changeCount,
  type Editing,
  endEditing,
  redoEdit,
  restartEditing,
  undoEdit,
  useEditing,
} from './editing.ts'
import { canvasBox, EditorCanvas } from './editor-canvas.tsx'
import { addTable } from './edits.ts'
import styles from './floor-editor.module.css'
import { duplicateNumbers, type Layout, layoutOf } from './layout.ts'
import { layoutCommands } from './layout-diff.ts'
import { type LayoutConflict, rebase } from './layout-rebase.ts'
import { useRemoval } from './removal.ts'
import { SaveBar } from './save-bar.tsx'
import { TableFields } from './table-fields.tsx'
import { overlapping } from './table-overlaps.ts'

const say = words.editor

/** The floor editor for managers. Nothing reaches the floor until it is saved, and then all at once. */
export function FloorEditor() {
  const floor = useOpenFloor()
  const editing = useEditing()
  const client = useClient()
  useEffect(() => {
    if (client.view) beginEditing(client.view)
  }, [client])
  if (!editing || editing.restaurantId !== floor.restaurant.id) return null
  return <Editor editing={editing} />
}

function Editor({ editing }: { editing: Editing }) {
  const floor = useOpenFloor()
  const client = useClient()
  const { actAll } = useAct()
  const [conflicts, setConflicts] = useState<readonly LayoutConflict[]>([])
  const layout = editing.history.present
  const count = useMemo(() => changeCount(editing), [editing])
  const duplicate = useMemo(() => [...duplicateNumbers(layout)][0], [layout])
  const overlaps = useMemo(() => overlapping(layout.tables.values()), [layout.tables])
  // The canvas grows with its tables, but does not shrink during a drag.
  const box = useMemo(() => canvasBox(editing.start, floor.restaurant.settings.plan), [editing.start, floor.restaurant])
  const viewport = useViewport(box)
  const remove = useRemoval()
  const tables = editing.selected.flatMap((id) => layout.tables.get(id) ?? [])

  function save(isSure: boolean) {
    const view = client.view
    if (!view) return
    const merged = rebase(editing.start, layout, view)
    if (merged.conflicts.length > 0 && !isSure) return setConflicts(merged.conflicts)
    setConflicts([])
    const commands = layoutCommands(layoutOf(view), merged.layout)
    const restart = () => client.view && restartEditing(client.view)
    if (commands.length > 0) actAll(commands, { done: say.saved, onTaken: restart })
    else restart()
  }

  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || isTyping(event.target)) return
      event.preventDefault()
      if (event.shiftKey) redoEdit()
      else undoEdit()
    }
    // Registered before the app's undo key: here it undoes edits of the layout.
    document.addEventListener('keydown', onKey, true)
    return () => document.removeEventListener('keydown', onKey, true)
  }, [])

  function add(shape: Parameters<typeof addTable>[0]) {
    const frame = viewport.windowRef.current?.getBoundingClientRect()
    const view = viewport.control.current
    if (!frame || !view) return
    addTable(shape, view.toPlan({ x: frame.left + frame.width / 2, y: frame.top + frame.height / 2 }))
  }

  return (
    <div className={styles.page}>
      <SaveBar
        editing={editing}
        count={count}
        isSaveable={count > 0 && duplicate === undefined}
        trouble={troubleOf(layout, { duplicate, overlaps })}
        onAdd={add}
        onSave={() => save(false)}
        onDiscard={() => restartEditing(floor)}
      />
      <div className={styles.canvas}>
        <EditorCanvas
          layout={layout}
          box={box}
          selected={editing.selected}
          overlaps={overlaps}
          viewport={viewport}
          onRemove={remove}
        />
      </div>
      <aside className={styles.side} aria-label={say.title}>
        <TableFields layout={layout} tables={tables} onRemove={remove} />
        {tables.length === 0 && <SectionFields sections={layout.sections} />}
        {tables.length === 0 && <CombinationFields combinations={layout.combinations} />}
      </aside>
      <ConflictDialog conflicts={conflicts} onClose={() => setConflicts([])} onSave={() => save(true)} />
      <LeaveGuard unsaved={count} onLeave={endEditing} />
    </div>
  )
}

// The bar has room for as many table numbers.
const mostNamed = 4

/** What is wrong with the layout, in words. Tables that overlap can be saved. */
function troubleOf(
  layout: Layout,
  { duplicate, overlaps }: { duplicate: string | undefined; overlaps: ReadonlySet<string> },
): string | undefined {
  if (duplicate !== undefined) return duplicate === '' ? say.noNumber : say.numberTwice(duplicate)
  if (overlaps.size === 0) return undefined
  if (overlaps.size > mostNamed) return say.manyOverlap(overlaps.size)
  return say.overlap([...overlaps].map((id) => layout.tables.get(id)?.tableNumber ?? '?').join(', '))
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}
