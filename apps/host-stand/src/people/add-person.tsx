import { type Role, roles } from '@qtable/domain'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { fieldErrorsOf } from '../commands/field-errors.ts'
import { sendRequest } from '../commands/send-request.ts'
import { useClient } from '../session/client-hooks.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import styles from './add-person.module.css'
import { useMay } from './use-may.ts'

const say = words.people

/** Lets somebody in. */
export function AddPerson({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const client = useClient()
  const may = useMay()
  const form = useRef<HTMLFormElement>(null)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('host')
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})

  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault()
    const body = { name: name.trim(), email: email.trim(), password, role }
    const problem = await sendRequest(
      client,
      { method: 'POST', path: '/users', body },
      { already_exists: say.worksHere },
    )
    if (problem) {
      setErrors(problem.code === 'already_exists' ? { email: say.worksHere } : fieldErrorsOf(problem))
      return
    }
    toast({ title: say.added(name.trim()) })
    onDone()
    onClose()
  }

  return (
    <form
      ref={form}
      className={styles.form}
      onSubmit={(event) => void add(event)}
      onChange={() => setErrors({})}
      aria-label={say.addTitle}
      autoComplete="off"
    >
      <Field
        label={words.parties.name}
        required
        maxLength={120}
        error={errors.name}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      <Field
        label={words.session.email}
        type="email"
        required
        maxLength={254}
        error={errors.email}
        value={email}
        onChange={(e) => setEmail(e.target.value)}
      />
      <PasswordField
        label={say.firstPassword}
        autoComplete="new-password"
        minLength={8}
        required
        hint={words.session.passwordHint}
        error={errors.password}
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
