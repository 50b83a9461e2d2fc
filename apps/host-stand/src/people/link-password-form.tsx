import type { ReceivedLink } from '@qtable/protocol'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { pageWords as words } from '../page-words.ts'
import { useClient } from '../session/client-hooks.ts'
import styles from '../session/entry-page.module.css'
import { useAuthRequest } from '../session/use-auth-request.ts'
import { usePagePath } from '../shell/page.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { PasswordField } from '../ui/password-field.tsx'

const say = words.people.links

/** A password for the account of a link: a new one, or its own. Afterwards the person is signed in. */
export function LinkPasswordForm({
  link,
  token,
  path,
  isNew,
  hint,
  action,
  busyAction,
}: {
  link: ReceivedLink
  token: string
  /** The request that the link and the password are sent to, below `/api/v1`. */
  path: string
  isNew: boolean
  hint: string
  action: string
  busyAction: string
}) {
  const client = useClient()
  const [, navigate] = useLocation()
  const start = usePagePath('floor')
  const [password, setPassword] = useState('')
  const request = useAuthRequest({ unauthenticated: say.wrongPassword, not_found: say.goneHint })

  async function send(): Promise<void> {
    await client.post(path, { token, password })
    // An account that works nowhere has nothing to sign in to.
    await client.signIn({ email: link.email, password }).catch(() => undefined)
    navigate(start, { replace: true })
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        request.enter(send)
      }}
    >
      <p className={styles.hint}>{hint}</p>
      <Field label={words.session.email} type="email" autoComplete="username" readOnly value={link.email} />
      <PasswordField
        label={isNew ? words.people.newPassword : words.session.password}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        minLength={isNew ? 8 : undefined}
        hint={isNew ? words.session.passwordHint : undefined}
        required
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      {request.wrong && (
        <p className={styles.wrong} role="alert">
          {request.wrong}
        </p>
      )}
      <Button kind="next" size="big" type="submit" disabled={request.isBusy}>
        {request.isBusy ? busyAction : action}
      </Button>
    </form>
  )
}
