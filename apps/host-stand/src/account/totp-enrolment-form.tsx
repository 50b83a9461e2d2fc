import { Problem } from '@qtable/domain'
import type { RecoveryCodes, TotpEnrolment } from '@qtable/protocol'
import { type FormEvent, useState } from 'react'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { pageWords as words } from '../page-words.ts'
import styles from '../people/account-page.module.css'
import { useClient } from '../session/client-hooks.ts'
import { CodeField } from '../session/second-step.tsx'
import { Button } from '../ui/button.tsx'
import { QrPicture } from './qr-picture.tsx'
import { requestAsPerson } from './step-up.ts'

const say = words.factors

/** Shows the secret for an authenticator app, and takes its first code. */
export function TotpEnrolmentForm({
  enrolment: { secret, uri },
  onConfirmed,
  onCancelled,
}: {
  enrolment: TotpEnrolment
  onConfirmed: (recoveryCodes: readonly string[]) => void
  onCancelled: () => void
}) {
  const client = useClient()
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState('')

  async function confirm(event: FormEvent): Promise<void> {
    event.preventDefault()
    try {
      const made = (await requestAsPerson(client, 'POST', '/auth/totp/confirm', { code })) as RecoveryCodes
      onConfirmed(made.recovery_codes)
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      const { code: kind } = problem
      setWrong(
        kind === 'validation_failed'
          ? say.codeWrong
          : kind === 'not_found'
            ? say.ticketOver
            : sentenceOf(problem, client.view),
      )
    }
  }

  return (
    <form className={styles.form} onSubmit={(event) => void confirm(event)}>
      <p>{say.scan}</p>
      <QrPicture text={uri} label={say.qr} />
      <p className={styles.hint}>
        {say.orType} <code className={styles.key}>{secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <CodeField
        value={code}
        onChange={(typed) => {
          setCode(typed)
          setWrong('')
        }}
        hint={say.appCodeHint}
        error={wrong || undefined}
      />
      <div className={styles.row}>
        <Button kind="next" type="submit" disabled={code.trim() === ''}>
          {say.confirmCode}
        </Button>
        <Button onClick={onCancelled}>{words.common.cancel}</Button>
      </div>
    </form>
  )
}
