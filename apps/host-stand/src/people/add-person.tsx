import { type Role, roles } from '@qtable/domain'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { fieldErrorsOf } from '../commands/field-errors.ts'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient } from '../session/client-hooks.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { toast } from '../ui/toaster.tsx'
import styles from './add-person.module.css'
import { useMay } from './use-may.ts'

const say = words.people

interface PersonFields {
  name: string
  email: string
  password: string
  role: Role
}

/** The form of a new person. */
export function AddPerson({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const client = useClient()
  const may = useMay()
  const form = useRef<HTMLFormElement>(null)
  const [fields, setFields] = useState<PersonFields>({ name: '', email: '', password: '', role: 'host' })
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const { name, email, password, role } = fields
  const change = (part: Partial<PersonFields>) => setFields((before) => ({ ...before, ...part }))
  const offered = roles.filter((one) => one !== 'owner' || may('owner'))

  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault()
    const body = { ...fields, name: name.trim(), email: email.trim() }
    const request = { method: 'POST', path: '/users', body } as const
    const problem = await sendRequest(client, request, { already_exists: say.worksHere })
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
        onChange={({ target }) => change({ name: target.value })}
      />
      <Field
        label={words.session.email}
        type="email"
        required
        maxLength={254}
        error={errors.email}
        value={email}
        onChange={({ target }) => change({ email: target.value })}
      />
      <PasswordField
        label={say.firstPassword}
        autoComplete="new-password"
        minLength={8}
        required
        hint={words.session.passwordHint}
        error={errors.password}
        value={password}
        onChange={({ target }) => change({ password: target.value })}
      />
      <RoleSelect role={role} offered={offered} onChange={(next) => change({ role: next })} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="next" type="submit">
          {say.add}
        </Button>
      </div>
    </form>
  )
}

function RoleSelect({
  role,
  offered,
  onChange,
}: {
  role: Role
  offered: readonly Role[]
  onChange: (role: Role) => void
}) {
  return (
    <Select
      label={say.role}
      value={role}
      hint={say.roleHints[role]}
      onChange={({ target }) => onChange(target.value as Role)}
      options={offered.map((one) => ({ value: one, label: words.session.roles[one] }))}
    />
  )
}
