import { useState } from 'react'
import { pageWords as words } from '../page-words.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { useClient } from './client-hooks.ts'
import styles from './entry-page.module.css'
import { useAuthRequest } from './use-auth-request.ts'

const say = words.factors

/** Asks for the code that completes a sign-in. */
export function SecondStep({ ticket, onBack }: { ticket: string; onBack: () => void }) {
  const client = useClient()
  const [code, setCode] = useState('')
  const request = useAuthRequest({ validation_failed: say.codeWrong, unauthenticated: say.ticketOver })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        request.enter(() => client.completeSignIn({ ticket, code }))
      }}
    >
      <CodeField value={code} onChange={setCode} hint={say.codeHint} />
      {request.wrong && (
        <p className={styles.wrong} role="alert">
          {request.wrong}
        </p>
      )}
      <Button kind="next" size="big" type="submit" disabled={request.isBusy || code.trim() === ''}>
        {request.isBusy ? words.session.signingIn : words.session.signIn}
      </Button>
      <Button size="big" onClick={onBack}>
        {say.back}
      </Button>
    </form>
  )
}

/** The field of a code. Phones offer the one that just came from the app. */
export function CodeField({
  value,
  onChange,
  hint,
  error,
}: {
  value: string
  onChange: (code: string) => void
  hint: string
  error?: string | undefined
}) {
  return (
    <Field
      label={say.code}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      autoFocus
      required
      maxLength={60}
      hint={hint}
      error={error}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}
