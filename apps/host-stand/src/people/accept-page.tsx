import { Problem } from '@qtable/domain'
import type { ReceivedInvitation } from '@qtable/protocol'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { pageWords as words } from '../page-words.ts'
import { useClient, useStatus } from '../session/client-hooks.ts'
import styles from '../session/entry-page.module.css'
import { CodeField } from '../session/second-step.tsx'
import { useAuthRequest } from '../session/use-auth-request.ts'
import { usePagePath } from '../shell/page.ts'
import { Button } from '../ui/button.tsx'
import { Chips } from '../ui/chips.tsx'
import { Field } from '../ui/field.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { LinkPage } from './link-page.tsx'
import { useLink } from './use-link.ts'

const say = words.people.links

/** Where an invitation leads: who invites, and the ways to accept. */
export function AcceptPage() {
  const link = useLink<ReceivedInvitation>('/auth/invitation')
  return (
    <LinkPage link={link} title={({ restaurant }) => say.join(restaurant)}>
      {(invitation, token) => <Acceptance key={token} invitation={invitation} token={token} />}
    </LinkPage>
  )
}

type Way = 'signed_in' | 'new' | 'account'

function Acceptance({ invitation, token }: { invitation: ReceivedInvitation; token: string }) {
  const client = useClient()
  const { user } = useStatus()
  const [, navigate] = useLocation()
  const start = usePagePath('floor')
  const isTheirs = user?.email === invitation.email
  const [way, setWay] = useState<Way>(isTheirs ? 'signed_in' : 'new')
  const [name, setName] = useState(invitation.name)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string>()
  const request = useAuthRequest({
    unauthenticated: say.wrongPassword,
    already_exists: say.hasOne,
    in_use: client.status.unsent > 0 ? say.unsent : say.inUse,
    not_found: say.goneHint,
    forbidden: say.giveBoth,
    second_factor_required: words.factors.codeNeeded,
    ...(code !== undefined && { validation_failed: words.factors.codeWrong }),
  })
  const role = words.session.roles[invitation.role]

  async function accept(): Promise<void> {
    const given = { signed_in: {}, new: { name: name.trim(), password }, account: { password, ...(code && { code }) } }[
      way
    ]
    try {
      await client.accept({ token, ...given })
    } catch (problem) {
      // An address that nobody has proven needs the password, also of the person who is signed in.
      if (way === 'signed_in' && problem instanceof Problem && problem.code === 'forbidden') setWay('account')
      if (problem instanceof Problem && problem.code === 'second_factor_required') setCode('')
      throw problem
    }
    navigate(start, { replace: true })
  }

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        request.enter(accept)
      }}
    >
      <div>
        <p>
          {invitation.invited_by ? say.invitedBy({ name: invitation.invited_by, role: role }) : say.invitedAs(role)}
        </p>
        <p className={styles.hint}>{words.people.roleHints[invitation.role]}</p>
      </div>
      {user && !isTheirs && <p className={styles.hint}>{say.signedInAs(user.name)}</p>}
      {way !== 'signed_in' && (
        <>
          {!isTheirs && <Ways way={way} onChange={setWay} />}
          <Field
            label={words.session.email}
            type="email"
            autoComplete="username"
            readOnly
            value={invitation.email}
            hint={way === 'new' ? say.newHint : undefined}
          />
        </>
      )}
      {way === 'new' && (
        <Field
          label={words.register.yourName}
          autoComplete="name"
          required
          maxLength={120}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      )}
      {way !== 'signed_in' && (
        <PasswordField
          key={way}
          label={way === 'new' ? words.session.password : say.accountPassword}
          autoComplete={way === 'new' ? 'new-password' : 'current-password'}
          minLength={way === 'new' ? 8 : undefined}
          hint={way === 'new' ? words.session.passwordHint : undefined}
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
      )}
      {way === 'account' && code !== undefined && (
        <CodeField value={code} onChange={setCode} hint={words.factors.codeHint} />
      )}
      {request.wrong && (
        <p className={styles.wrong} role="alert">
          {request.wrong}
        </p>
      )}
      <Button kind="next" size="big" type="submit" disabled={request.isBusy}>
        {request.isBusy ? say.joining : way === 'signed_in' && user ? say.joinAs(user.name) : say.joinAction}
      </Button>
    </form>
  )
}

function Ways({ way, onChange }: { way: Way; onChange: (way: Way) => void }) {
  return (
    <Chips
      label={say.who}
      isLabelHidden
      value={way}
      onPick={(next) => next && onChange(next)}
      options={[
        { value: 'new', label: say.isNew },
        { value: 'account', label: say.hasAccount },
      ]}
    />
  )
}
