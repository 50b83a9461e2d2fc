import { Problem } from '@qtable/domain'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { TimezoneField } from '../settings/timezone-field.tsx'
import { sentenceOf } from '../stand/sentence.ts'
import { useClient } from '../stand/stand.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { words } from '../words.ts'
import styles from './door.module.css'
import { Door } from './door.tsx'

const say = words.session

/** A new restaurant and its owner. */
export function RegisterPage() {
  const client = useClient()
  const [restaurantName, setRestaurantName] = useState('')
  const [timezone, setTimezone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function register(): Promise<void> {
    setBusy(true)
    setWrong('')
    try {
      await client.register({ restaurantName: restaurantName.trim(), timezone, name: name.trim(), email, password })
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      setWrong(problem.code === 'already_exists' ? say.emailTaken : sentenceOf(problem, undefined))
      setBusy(false)
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    void register()
  }

  return (
    <Door title={say.registerTitle}>
      <form className={styles.form} onSubmit={submit}>
        <Field
          label={say.restaurantName}
          autoComplete="organization"
          required
          maxLength={120}
          value={restaurantName}
          onChange={(event) => setRestaurantName(event.target.value)}
        />
        <TimezoneField value={timezone} onChange={setTimezone} />
        <Field
          label={say.yourName}
          autoComplete="name"
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label={say.email}
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label={say.password}
          type="password"
          autoComplete="new-password"
          minLength={8}
          hint={say.passwordHint}
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {wrong && (
          <p className={styles.wrong} role="alert">
            {wrong}
          </p>
        )}
        <Button kind="next" size="big" type="submit" disabled={isBusy}>
          {isBusy ? say.registering : say.registerAction}
        </Button>
      </form>
      <Link href="/sign-in" className={styles.other}>
        {say.haveAccount}
      </Link>
    </Door>
  )
}
