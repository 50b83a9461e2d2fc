import { type FormEvent, useState } from 'react'
import { useClient } from '../stand/stand.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { toast } from '../ui/toaster.tsx'
import { words } from '../words.ts'
import { ask } from './ask.ts'
import styles from './settings-page.module.css'

const say = words.people

/** The password of whoever is signed in. */
export function OwnPassword() {
  const client = useClient()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')

  async function change(event: FormEvent): Promise<void> {
    event.preventDefault()
    const body = { current_password: current, new_password: next }
    if (!(await ask(client, { method: 'POST', path: '/auth/password', body }))) return
    setCurrent('')
    setNext('')
    toast({ title: say.passwordChanged })
  }

  return (
    <form className={styles.part} onSubmit={(event) => void change(event)}>
      <h3 className={styles.title}>{say.password}</h3>
      <div className={styles.pair}>
        <Field
          label={say.currentPassword}
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(e) => setCurrent(e.target.value)}
        />
        <Field
          label={say.newPassword}
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
          hint={words.session.passwordHint}
          value={next}
          onChange={(e) => setNext(e.target.value)}
        />
      </div>
      <Button type="submit" disabled={current === '' || next.length < 8} style={{ alignSelf: 'start' }}>
        {say.changePassword}
      </Button>
    </form>
  )
}
