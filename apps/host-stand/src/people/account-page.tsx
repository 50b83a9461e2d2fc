import { type FormEvent, useState } from 'react'
import { fieldErrorsOf } from '../commands/field-errors.ts'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient } from '../session/client-hooks.ts'
import { LanguageField } from '../session/language-field.tsx'
import { Button } from '../ui/button.tsx'
import { ColumnPage } from '../ui/column-page.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { toast } from '../ui/toaster.tsx'
import styles from './account-page.module.css'

const say = words.people

/** The language of this device, and the password of the signed-in person. */
export function AccountPage() {
  const client = useClient()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})

  async function change(event: FormEvent): Promise<void> {
    event.preventDefault()
    const body = { current_password: current, new_password: next }
    const problem = await sendRequest(client, { method: 'POST', path: '/auth/password', body })
    setErrors(fieldErrorsOf(problem))
    if (problem) return
    setCurrent('')
    setNext('')
    toast({ title: say.passwordChanged })
  }

  return (
    <ColumnPage title={words.session.account}>
      <div className={styles.form}>
        <LanguageField />
      </div>
      <h3 className={styles.title}>{say.password}</h3>
      <p className={styles.intro}>{say.passwordIntro}</p>
      <form className={styles.form} onSubmit={(event) => void change(event)} onChange={() => setErrors({})}>
        <PasswordField
          label={say.currentPassword}
          autoComplete="current-password"
          required
          error={errors.current_password}
          value={current}
          onChange={(e) => setCurrent(e.target.value)}
        />
        <PasswordField
          label={say.newPassword}
          autoComplete="new-password"
          minLength={8}
          required
          hint={words.session.passwordHint}
          error={errors.new_password}
          value={next}
          onChange={(e) => setNext(e.target.value)}
        />
        <Button type="submit" kind="next" disabled={current === '' || next.length < 8}>
          {say.changePassword}
        </Button>
      </form>
    </ColumnPage>
  )
}
