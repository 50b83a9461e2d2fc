import { useState } from 'react'
import { Link } from 'wouter'
import { Button } from '../ui/button.tsx'
import { words } from '../words.ts'
import { useClient } from './client-hooks.ts'
import styles from './door.module.css'
import { Door } from './door.tsx'
import { type Credentials, EntryForm } from './entry-form.tsx'
import { useDemo } from './use-demo.ts'
import { useEntering } from './use-entering.ts'

const say = words.session

/** Where everybody comes in. A server that shows the demo restaurant offers it. */
export function SignInPage() {
  const client = useClient()
  const demo = useDemo()
  const [given, setGiven] = useState<Credentials>({ email: '', password: '' })
  const entering = useEntering({ unauthenticated: say.wrongPassword })
  const signIn = ({ email, password }: Credentials) =>
    entering.enter(() => client.signIn({ email: email.trim(), password }))
  return (
    <Door title={say.signInTitle}>
      <EntryForm
        value={given}
        onChange={setGiven}
        action={say.signIn}
        busyAction={say.signingIn}
        entering={entering}
        onEnter={() => signIn(given)}
      />
      {demo && (
        <section className={styles.demo}>
          <p className={styles.hint}>{say.demoHint}</p>
          <Button size="big" disabled={entering.isBusy} onClick={() => signIn(demo)}>
            {say.tryDemo}
          </Button>
        </section>
      )}
      <Link href="/register" className={styles.other}>
        {say.register}
      </Link>
    </Door>
  )
}
