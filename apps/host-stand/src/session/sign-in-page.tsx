import { Problem } from '@qtable/domain'
import { type FormEvent, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { sentenceOf } from '../stand/sentence.ts'
import { useClient } from '../stand/stand.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { words } from '../words.ts'
import styles from './door.module.css'
import { Door } from './door.tsx'

const say = words.session

/** Where everybody comes in. A server that shows the demo restaurant offers it. */
export function SignInPage() {
  const client = useClient()
  const demo = useDemo()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function signIn(given: { email: string; password: string }): Promise<void> {
    setBusy(true)
    setWrong('')
    try {
      await client.signIn(given)
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      setWrong(sentenceOf(problem, undefined))
      setBusy(false)
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    void signIn({ email: email.trim(), password })
  }

  return (
    <Door title={say.signInTitle}>
      <form className={styles.form} onSubmit={submit}>
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
          autoComplete="current-password"
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
          {isBusy ? say.signingIn : say.signIn}
        </Button>
      </form>
      {demo && (
        <section className={styles.demo}>
          <p className={styles.hint}>{say.demoHint}</p>
          <Button size="big" disabled={isBusy} onClick={() => void signIn(demo)}>
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

interface Demo {
  email: string
  password: string
}

function useDemo(): Demo | undefined {
  const [demo, setDemo] = useState<Demo>()
  useEffect(() => {
    // Answered only where a demo is shown; there is nothing to offer without a network either.
    fetch('/demo.json')
      .then(async (answer) => {
        if (answer.ok) setDemo((await answer.json()) as Demo)
      })
      .catch(() => {})
  }, [])
  return demo
}
