import { usePeople } from '../settings/use-people.ts'
import { useFloor, useStatus } from '../stand/stand.ts'
import { Select } from '../ui/field.tsx'
import { words } from '../words.ts'
import styles from './activity-page.module.css'
import type { ActivityFilter } from './use-activity.ts'

/** By person, by party, by table. */
export function ActivityFilters({
  filter,
  onChange,
}: {
  filter: ActivityFilter
  onChange: (filter: ActivityFilter) => void
}) {
  const { user } = useStatus()
  const { people } = usePeople()
  const { guests, tables } = useFloor()
  const known = people.length > 0 ? people : user ? [user] : []
  const collator = new Intl.Collator(undefined, { numeric: true })
  const parties = [...guests.values()]
    .sort((a, b) => collator.compare(a.name, b.name))
    .map(({ id, name, partySize }) => ({ value: id, label: `${name} (${partySize})` }))
  const numbers = [...tables.values()]
    .sort((a, b) => collator.compare(a.tableNumber, b.tableNumber))
    .map(({ id, tableNumber }) => ({ value: id, label: words.common.table(tableNumber) }))
  return (
    <div className={styles.filters}>
      <Select
        label={words.activity.person}
        value={filter.actorId ?? ''}
        onChange={(event) => onChange({ ...filter, actorId: event.target.value || undefined })}
        options={[
          { value: '', label: words.activity.everybody },
          ...known.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        label={words.activity.about}
        value={filter.entityId ?? ''}
        onChange={(event) => onChange({ ...filter, entityId: event.target.value || undefined })}
        options={[{ value: '', label: words.activity.everything }, ...parties, ...numbers]}
      />
    </div>
  )
}
