import { secondFactorTicketOf } from '@qtable/client'
import { KeyRound } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Link } from 'wouter'
import { usePagePath } from '../shell/page.ts'
import { Button } from '../ui/button.tsx'
import { words } from '../words.ts'
import { useClient } from './client-hooks.ts'
import { type Credentials, CredentialsForm } from './credentials-form.tsx'
import styles from './entry-page.module.css'
import { EntryPage } from './entry-page.tsx'
import { useAuthRequest } from './use-auth-request.ts'
import { useSignInOffer } from './use-sign-in-offer.ts'

const say = words.session
const SecondStep = lazy(async () => ({ default: (await import('./second-step.tsx')).SecondStep }))

/** The sign-in page: a password and maybe a code. It offers a passkey and the demo restaurant where the server has them. */
export function SignInPage() {
  const [ticket, setTicket] = useState('')
  return (
    <EntryPage title={say.signInTitle}>
      {ticket === '' ? (
        <FirstStep onTicket={setTicket} />
      ) : (
        <Suspense fallback={null}>
          <SecondStep ticket={ticket} onBack={() => setTicket('')} />
        </Suspense>
      )}
      <Link href={usePagePath('register')} className={styles.other}>
        {say.register}
      </Link>
    </EntryPage>
  )
}

function FirstStep({ onTicket }: { onTicket: (ticket: string) => void }) {
  const client = useClient()
  const { hasPasskeys, demo } = useSignInOffer()
  const [given, setGiven] = useState<Credentials>({ email: '', password: '' })
  const [passkeyWrong, setPasskeyWrong] = useState('')
  const request = useAuthRequest({ unauthenticated: say.wrongPassword })

  async function signIn({ email, password }: Credentials): Promise<void> {
    try {
      await client.signIn({ email: email.trim(), password })
    } catch (problem) {
      const ticket = secondFactorTicketOf(problem)
      if (ticket === undefined) throw problem
      onTicket(ticket)
    }
  }

  async function signInByPasskey(): Promise<void> {
    const { enterWithPasskey } = await import('./passkey-sign-in.ts')
    setPasskeyWrong(await enterWithPasskey(client))
  }

  return (
    <>
      <CredentialsForm
        value={given}
        onChange={setGiven}
        action={say.signIn}
        busyAction={say.signingIn}
        request={request}
        onEnter={() => request.enter(() => signIn(given))}
      />
      {hasPasskeys && (
        <Button size="big" icon={<KeyRound size={20} aria-hidden />} onClick={() => void signInByPasskey()}>
          {say.withPasskey}
        </Button>
      )}
      {passkeyWrong && (
        <p className={styles.wrong} role="alert">
          {passkeyWrong}
        </p>
      )}
      {demo && (
        <section className={styles.demo}>
          <p className={styles.hint}>{say.demoHint}</p>
          <Button size="big" disabled={request.isBusy} onClick={() => request.enter(() => signIn(demo))}>
            {say.tryDemo}
          </Button>
        </section>
      )}
    </>
  )
}
