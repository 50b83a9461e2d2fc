import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { words } from '../words.ts'
import styles from './entry-page.module.css'
import type { AuthRequest } from './use-auth-request.ts'

const say = words.session

/** An email and a password. */
export interface Credentials {
  email: string
  password: string
}

/** A form with email, password, its own fields and one button. */
export function CredentialsForm({
  value,
  onChange,
  isNew = false,
  children,
  action,
  busyAction,
  request: { isBusy, wrong },
  onEnter,
}: {
  value: Credentials
  onChange: (value: Credentials) => void
  /** Whether a new password is chosen here. */
  isNew?: boolean
  /** The fields before the email. */
  children?: ReactNode
  action: string
  busyAction: string
  request: AuthRequest
  onEnter: () => void
}) {
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        onEnter()
      }}
    >
      {children}
      <Field
        label={say.email}
        type="email"
        autoComplete="username"
        required
        maxLength={254}
        value={value.email}
        onChange={({ target }) => onChange({ ...value, email: target.value })}
      />
      <PasswordField
        label={say.password}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        minLength={isNew ? 8 : undefined}
        hint={isNew ? say.passwordHint : undefined}
        required
        value={value.password}
        onChange={({ target }) => onChange({ ...value, password: target.value })}
      />
      {wrong && (
        <p className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
      <Button kind="next" size="big" type="submit" disabled={isBusy}>
        {isBusy ? busyAction : action}
      </Button>
    </form>
  )
}
