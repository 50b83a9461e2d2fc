import { type Role, roles } from '@qtable/domain'
import { type FormEvent, useState } from 'react'
import { useMay } from '../stand/roles.ts'
import { useClient } from '../stand/stand.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import { ask } from './ask.ts'
import styles from './people-page.module.css'

const say = words.people

/** Lets somebody in. */
export function AddPerson({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const client = useClient()
  const may = useMay()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('host')

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault()
    const body = { name: name.trim(), email: email.trim(), password, role }
    if (!(await ask(client, { method: 'POST', path: '/users', body }))) return
    toast({ title: say.added(name.trim()) })
    onDone()
    onClose()
  }

  return (
    <form className={styles.form} onSubmit={(event) => void add(event)} aria-label={say.addTitle} autoComplete="off">
      <Field
        label={words.waitlist.name}
        required
        maxLength={120}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <Field
        label={words.session.email}
        type="email"
        required
        value={email}
        onChange={(e) => setEmail(e.target.value)}
      />
      <Field
        label={say.firstPassword}
        type="password"
        autoComplete="new-password"
        minLength={8}
        required
        hint={words.session.passwordHint}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
      />
      <Select
        label={say.role}
        value={role}
        hint={say.roleHints[role]}
        onChange={(e) => setRole(e.target.value as Role)}
        options={roles
          .filter((one) => one !== 'owner' || may('owner'))
          .map((one) => ({ value: one, label: say.roles[one] }))}
      />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="next" type="submit">
          {say.add}
        </Button>
      </div>
    </form>
  )
}
