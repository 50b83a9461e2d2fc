import { Problem } from '@qtable/domain'
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
import { CodeField } from './second-step.tsx'
import { useAuthRequest } from './use-auth-request.ts'

/** A new restaurant and its owner. */
export function RegisterPage() {
  const client = useClient()
  const [restaurantName, setRestaurantName] = useState('')
  const [timezone, setTimezone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [name, setName] = useState('')
  const [given, setGiven] = useState<Credentials>({ email: '', password: '' })
  const [code, setCode] = useState<string>()
  const request = useAuthRequest({
    already_exists: words.register.emailTaken,
    forbidden: words.register.notOpen,
    second_factor_required: words.factors.codeNeeded,
  })

  async function register(): Promise<void> {
    const owner = { name: name.trim(), email: given.email.trim(), password: given.password }
    const token = location.hash.slice(1)
    const more = { ...(token && { token }), ...(code && { code }) }
    try {
      await client.register({ restaurantName: restaurantName.trim(), timezone, ...owner, ...more })
    } catch (problem) {
      // The email has an account, whose owner adds a restaurant.
      if (problem instanceof Problem && problem.code === 'second_factor_required') setCode('')
      throw problem
    }
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
        {code !== undefined && <CodeField value={code} onChange={setCode} hint={words.factors.codeHint} />}
      </CredentialsForm>
      <Link href={usePagePath('signIn')} className={styles.other}>
        {words.register.haveAccount}
      </Link>
    </EntryPage>
  )
}
