import { type EditConflict, editAgain, editConflictOf, type RefusedEdit } from '@qtable/client'
import type { Floor } from '@qtable/domain'
import { pageWords as words } from '../page-words.ts'
import { useOpenFloor } from '../session/client-hooks.ts'
import { type TimeFormats, useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import styles from './edit-conflict.module.css'
import { restOfEdit } from './rest-of-edit.ts'
import { useAct } from './use-act.ts'

const say = words.editConflicts

/** Both values of each field that two people changed, and the choice between them. Nothing is shown for other refusals. */
export function EditConflictChoice({ refused, onSolved }: { refused: RefusedEdit; onSolved: () => void }) {
  const floor = useOpenFloor()
  const times = useTimes()
  const { actAll } = useAct()
  const conflict = editConflictOf(refused)
  if (!conflict) return null
  const actor = conflict.actor?.name

  function keep(which: 'mine' | 'both'): void {
    // Where somebody has changed it once more, `actAll` shows both values anew.
    actAll(editAgain(refused, which), { done: say.kept, onTaken: onSolved })
  }

  function keepTheirs(): void {
    const rest = restOfEdit(refused)
    if (rest.length === 0) onSolved()
    else actAll(rest, { done: say.restKept, onTaken: onSolved })
  }

  return (
    <div className={styles.conflict}>
      <dl className={styles.fields}>
        {conflict.fields.map(({ name, mine, theirs }) => (
          <div key={name}>
            <dt>{say.field(name)}</dt>
            <dd>
              <span className={styles.whose}>{say.mine}</span>
              <span>{valueWords(name, mine, { floor, times })}</span>
            </dd>
            <dd>
              <span className={styles.whose}>{say.theirsBy(actor)}</span>
              <span>{valueWords(name, theirs, { floor, times })}</span>
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.choices}>
        <Button onClick={() => keep('mine')}>{say.keepMine}</Button>
        {hasTexts(conflict) && <Button onClick={() => keep('both')}>{say.keepBoth}</Button>}
        <Button onClick={keepTheirs}>{say.keepTheirs}</Button>
      </div>
    </div>
  )
}

function hasTexts({ fields }: EditConflict): boolean {
  return fields.some(({ name, mine, theirs }) => name === 'notes' && mine !== '' && theirs !== '')
}

function valueWords(name: string, value: unknown, { floor, times }: { floor: Floor; times: TimeFormats }): string {
  if (value === null || value === undefined || value === '') return say.empty
  if (name === 'startsAt') return times.exact(String(value))
  if (name === 'status') return statusSaid(String(value))
  if (name === 'course') return courseSaid(String(value))
  if (name === 'currentGuestId') return floor.guests.get(String(value))?.name || say.other
  if (name === 'sectionId') return floor.sections.get(String(value))?.name ?? say.other
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    const said =
      name === 'tableIds'
        ? value.map((id) => floor.tables.get(id)?.tableNumber ?? say.other)
        : value.map((one) => (name === 'tags' ? words.parties.tag(one) : one))
    return said.length === 0 ? say.empty : said.join(', ')
  }
  return typeof value === 'object' ? say.other : String(value)
}

function statusSaid(status: string): string {
  const known: Readonly<Record<string, string>> = { ...words.parties.statuses, ...words.tables.tableStatuses }
  return known[status] ?? say.other
}

function courseSaid(course: string): string {
  return (words.parties.courses as Readonly<Record<string, string>>)[course] ?? say.other
}
