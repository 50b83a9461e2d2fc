import { inOrder } from '../floor/table-sets.ts'
import { pageWords as words } from '../page-words.ts'
import { usePeople } from '../people/use-people.ts'
import { useOpenFloor, useStatus } from '../session/client-hooks.ts'
import { Select } from '../ui/field.tsx'
import styles from './activity-page.module.css'
import type { ItemFilter } from './use-activity.ts'

const say = words.activity
const byLabel = (a: { label: string }, b: { label: string }) => inOrder(a.label, b.label)

/** By person; by party, reservation or table. */
export function ActivityFilters({
  filter,
  actors,
  onChange,
}: {
  filter: ItemFilter
  /** The people in the entries shown: not every role may read the list of people. */
  actors: readonly { id: string; name: string }[]
  onChange: (filter: ItemFilter) => void
}) {
  const { user } = useStatus()
  const { people } = usePeople()
  const { guests, reservations, tables } = useOpenFloor()
  const known = new Map([...(user ? [user] : []), ...actors, ...people].map(({ id, name }) => [id, name]))
  const named = (all: Iterable<{ id: string; name: string; partySize: number }>) =>
    [...all].map(({ id, name, partySize }) => ({ value: id, label: `${name} (${partySize})` })).sort(byLabel)
  const numbered = [...tables.values()]
    .map(({ id, tableNumber }) => ({ value: id, label: words.common.table(tableNumber) }))
    .sort(byLabel)
  return (
    <div className={styles.filters}>
      <Select
        label={say.person}
        value={filter.actorId ?? ''}
        onChange={(event) => onChange({ ...filter, actorId: event.target.value || undefined })}
        options={[
          { value: '', label: say.everybody },
          ...[...known].map(([id, name]) => ({ value: id, label: name })).sort(byLabel),
        ]}
      />
      <Select
        label={say.about}
        value={filter.entityId ?? ''}
        onChange={(event) => onChange({ ...filter, entityId: event.target.value || undefined })}
        options={[
          { value: '', label: say.everything },
          { label: say.parties, options: named(guests.values()) },
          { label: say.reservations, options: named(reservations.values()) },
          { label: say.tables, options: numbered },
        ]}
      />
    </div>
  )
}
