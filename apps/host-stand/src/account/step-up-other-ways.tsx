import { Problem } from '@qtable/domain'
import type { PasskeyChallenge } from '@qtable/protocol'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient } from '../session/client-hooks.ts'
import { CodeField } from '../session/second-step.tsx'
import { Button } from '../ui/button.tsx'
import styles from '../ui/confirm.module.css'
import { answerWithPasskey, NoPasskey } from './browser-passkeys.ts'

const say = words.factors

/** Confirms the session with a code of the app, or with a passkey. */
export function StepUpOtherWays({ onConfirmed, onCancelled }: { onConfirmed: () => void; onCancelled: () => void }) {
  const client = useClient()
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function confirm(work: () => Promise<void>): Promise<void> {
    setBusy(true)
    setWrong('')
    try {
      await work()
      onConfirmed()
    } catch (error) {
      setWrong(reasonOf(error))
      setBusy(false)
    }
  }

  function reasonOf(error: unknown): string {
    if (error instanceof NoPasskey) return error.reason === 'cancelled' ? '' : say.passkeyFailed
    if (!(error instanceof Problem)) throw error
    if (error.code === 'validation_failed') return code === '' ? say.noPasskeyHere : say.codeWrong
    return error.code === 'not_found' ? say.passkeysNone : sentenceOf(error, client.view)
  }

  function sendCode(event: FormEvent): void {
    event.preventDefault()
    // The form of a dialog lies in the form that opened it, as React sees it.
    event.stopPropagation()
    void confirm(async () => void (await client.request('POST', '/auth/step-up', { code })))
  }

  const answerWithOwn = () =>
    confirm(async () => {
      setCode('')
      const asked = (await client.request('POST', '/auth/passkeys/step-up-options')) as PasskeyChallenge
      await client.request('POST', '/auth/passkeys/step-up', await answerWithPasskey(asked))
    })

  return (
    <form onSubmit={sendCode}>
      <CodeField value={code} onChange={setCode} hint={say.appCodeHint} error={wrong || undefined} />
      <div className={styles.actions}>
        <Button kind="quiet" icon={<KeyRound size={20} aria-hidden />} onClick={() => void answerWithOwn()}>
          {say.usePasskey}
        </Button>
        <Button onClick={onCancelled}>{words.common.cancel}</Button>
        <Button kind="next" type="submit" disabled={code.trim() === '' || isBusy}>
          {words.account.stepUp}
        </Button>
      </div>
    </form>
  )
}
