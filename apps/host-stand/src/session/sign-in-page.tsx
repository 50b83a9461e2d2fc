import { useState } from 'react'
import { Link } from 'wouter'
import { usePagePath } from '../shell/page.ts'
import { Button } from '../ui/button.tsx'
import { words } from '../words.ts'
import { useClient } from './client-hooks.ts'
import { type Credentials, CredentialsForm } from './credentials-form.tsx'
import styles from './entry-page.module.css'
import { EntryPage } from './entry-page.tsx'
import { useAuthRequest } from './use-auth-request.ts'
import { useDemo } from './use-demo.ts'

const say = words.session

/** The sign-in page. It offers the demo restaurant if the server has one. */
export function SignInPage() {
  const client = useClient()
  const demo = useDemo()
  const [given, setGiven] = useState<Credentials>({ email: '', password: '' })
  const request = useAuthRequest({ unauthenticated: say.wrongPassword })
  const signIn = ({ email, password }: Credentials) =>
    request.enter(() => client.signIn({ email: email.trim(), password }))
  return (
    <EntryPage title={say.signInTitle}>
      <CredentialsForm
        value={given}
        onChange={setGiven}
        action={say.signIn}
        busyAction={say.signingIn}
        request={request}
        onEnter={() => signIn(given)}
      />
      {demo && (
        <section className={styles.demo}>
          <p className={styles.hint}>{say.demoHint}</p>
          <Button size="big" disabled={request.isBusy} onClick={() => signIn(demo)}>
            {say.tryDemo}
          </Button>
        </section>
      )}
      <Link href={usePagePath('register')} className={styles.other}>
        {say.register}
      </Link>
    </EntryPage>
  )
}
