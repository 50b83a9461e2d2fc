import { useState } from 'react'
import { Link } from 'wouter'
import { pageWords as words } from '../page-words.ts'
import { TimezoneField } from '../settings/timezone-field.tsx'
import { usePagePath } from '../shell/page.ts'
import { Field } from '../ui/field.tsx'
import { useClient } from './client-hooks.ts'
import { type Credentials, CredentialsForm } from './credentials-form.tsx'
import styles from './entry-page.module.css'
import { EntryPage } from './entry-page.tsx'
import { useAuthRequest } from './use-auth-request.ts'

/** A new restaurant and its owner. */
export function RegisterPage() {
  const client = useClient()
  const [restaurantName, setRestaurantName] = useState('')
  const [timezone, setTimezone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [name, setName] = useState('')
  const [given, setGiven] = useState<Credentials>({ email: '', password: '' })
  const request = useAuthRequest({ already_exists: words.register.emailTaken, forbidden: words.register.notOpen })

  function register(): Promise<void> {
    const owner = { name: name.trim(), email: given.email.trim(), password: given.password }
    const token = location.hash.slice(1)
    return client.register({ restaurantName: restaurantName.trim(), timezone, ...owner, ...(token && { token }) })
  }

  return (
    <EntryPage title={words.register.registerTitle}>
      <CredentialsForm
        value={given}
        onChange={setGiven}
        isNew
        action={words.register.registerAction}
        busyAction={words.register.registering}
        request={request}
        onEnter={() => request.enter(register)}
      >
        <Field
          label={words.register.restaurantName}
          autoComplete="organization"
          required
          maxLength={120}
          value={restaurantName}
          onChange={(event) => setRestaurantName(event.target.value)}
        />
        <TimezoneField value={timezone} onChange={setTimezone} />
        <Field
          label={words.register.yourName}
          autoComplete="name"
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </CredentialsForm>
      <Link href={usePagePath('signIn')} className={styles.other}>
        {words.register.haveAccount}
      </Link>
    </EntryPage>
  )
}
