import { Problem, type Role, roles } from '@qtable/domain'
import type { InvitationWithLink } from '@qtable/protocol'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { requestAsPerson } from '../account/step-up.ts'
import { showFieldErrors } from '../commands/field-errors.ts'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient } from '../session/client-hooks.ts'
import { Button } from '../ui/button.tsx'
import { Field, Select } from '../ui/field.tsx'
import { toast } from '../ui/toaster.tsx'
import styles from './add-person.module.css'
import type { MadeLink } from './link-panel.tsx'
import { useMay } from './use-may.ts'

const say = words.people

interface PersonFields {
  name: string
  email: string
  role: Role
}

/** The form to invite a person. */
export function AddPerson({
  onLink,
  onDone,
  onClose,
}: {
  /** The link of the invitation was made. */
  onLink: (link: MadeLink) => void
  onDone: () => void
  onClose: () => void
}) {
  const client = useClient()
  const may = useMay()
  const form = useRef<HTMLFormElement>(null)
  const [fields, setFields] = useState<PersonFields>({ name: '', email: '', role: 'host' })
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const { name, email, role } = fields
  const change = (part: Partial<PersonFields>) => setFields((before) => ({ ...before, ...part }))
  const offered = roles.filter((one) => one !== 'owner' || may('owner'))

  useEffect(() => form.current?.querySelector('input')?.focus(), [])

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault()
    const body = { role, name: name.trim(), email: email.trim() }
    try {
      const { link, expires_at } = (await requestAsPerson(client, 'POST', '/users', body)) as InvitationWithLink
      onLink({ name: body.name, link, expiresAt: expires_at, hint: say.linkHint })
      onDone()
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      if (problem.code === 'already_exists') setErrors({ email: say.worksHere })
      else if (!showFieldErrors(problem, ['name', 'email'], setErrors))
        toast({ title: sentenceOf(problem, client.view), kind: 'refused' })
    }
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
        hint={say.inviteHint}
        error={errors.email}
        value={email}
        onChange={({ target }) => change({ email: target.value })}
      />
      <RoleSelect role={role} offered={offered} onChange={(next) => change({ role: next })} />
      <div className={styles.buttons}>
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button kind="next" type="submit">
          {say.invite}
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
