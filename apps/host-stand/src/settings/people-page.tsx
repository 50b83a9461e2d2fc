import { type Role, roles } from '@qtable/domain'
import type { User } from '@qtable/protocol'
import { UserPlus, UserX } from 'lucide-react'
import { useState } from 'react'
import { initialsOf } from '../stand/others.ts'
import { useMay } from '../stand/roles.ts'
import { useClient, useStatus } from '../stand/stand.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Select } from '../ui/field.tsx'
import { Page } from '../ui/page.tsx'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import { AddPerson } from './add-person.tsx'
import { ask } from './ask.ts'
import styles from './people-page.module.css'
import { usePeople } from './use-people.ts'

const say = words.people

/** Who works here, and what they may do. */
export function PeoplePage() {
  const { people, state, load } = usePeople()
  const [isAdding, setAdding] = useState(false)
  return (
    <Page
      title={say.title}
      intro={say.intro}
      aside={
        <Button kind="next" icon={<UserPlus size={20} aria-hidden />} onClick={() => setAdding(true)}>
          {say.add}
        </Button>
      }
    >
      {isAdding && <AddPerson onDone={() => void load()} onClose={() => setAdding(false)} />}
      {state === 'loading' && <Skeleton rows={4} />}
      {state === 'failed' && <ErrorState title={say.failed} onRetry={() => void load()} />}
      <ul>
        {people.map((person) => (
          <Person key={person.id} person={person} onChange={() => void load()} />
        ))}
      </ul>
    </Page>
  )
}

function Person({ person, onChange }: { person: User; onChange: () => void }) {
  const client = useClient()
  const { user } = useStatus()
  const may = useMay()
  const isMe = person.id === user?.id
  // Only owners manage owners.
  const canChange = !isMe && (may('owner') || person.role !== 'owner')
  const offered = roles.filter((role) => role === person.role || may('owner') || role !== 'owner')

  async function setRole(role: Role): Promise<void> {
    const done = await ask(client, { method: 'PATCH', path: `/users/${person.id}`, body: { role } })
    if (done) toast({ title: say.roleChanged(person.name, say.roles[role]) })
    onChange()
  }

  function askRemoval(): void {
    const action = { label: say.remove, run: () => void remove() }
    toast({ id: `remove-${person.id}`, title: say.removeAsk(person.name), action })
  }

  async function remove(): Promise<void> {
    if (await ask(client, { method: 'DELETE', path: `/users/${person.id}` })) toast({ title: say.removed(person.name) })
    onChange()
  }

  return (
    <li className={styles.person}>
      <span className={styles.initials} aria-hidden>
        {initialsOf(person.name)}
      </span>
      <div className={styles.who}>
        <p className={styles.name}>
          {person.name} {isMe && <Badge>{say.you}</Badge>}
        </p>
        <p className={styles.email}>{person.email}</p>
      </div>
      {canChange ? (
        <>
          <Select
            label={`${say.role}: ${person.name}`}
            isLabelHidden
            className={styles.role}
            value={person.role}
            onChange={(event) => void setRole(event.target.value as Role)}
            options={offered.map((role) => ({ value: role, label: say.roles[role] }))}
          />
          <IconButton
            label={`${say.remove}: ${person.name}`}
            icon={<UserX size={20} aria-hidden />}
            onClick={askRemoval}
          />
        </>
      ) : (
        <span className={styles.fixed}>{say.roles[person.role]}</span>
      )}
    </li>
  )
}
