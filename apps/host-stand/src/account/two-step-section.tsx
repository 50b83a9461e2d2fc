import type { RecoveryCodes, TotpEnrolment, TotpStatus } from '@qtable/protocol'
import { lazy, Suspense, useState } from 'react'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import styles from '../people/account-page.module.css'
import { useClient } from '../session/client-hooks.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { toast } from '../ui/toaster.tsx'
import { askServer } from './ask-server.ts'
import { RecoveryCodeList } from './recovery-code-list.tsx'

const say = words.factors

// With what draws the QR code.
const TotpEnrolmentForm = lazy(async () => ({
  default: (await import('./totp-enrolment-form.tsx')).TotpEnrolmentForm,
}))

/** Codes of an authenticator app: turned on, off, and their recovery codes. */
export function TwoStepSection({ totp, onChange }: { totp: TotpStatus | null; onChange: () => Promise<void> }) {
  const client = useClient()
  const { exact } = useTimes()
  const [enrolment, setEnrolment] = useState<TotpEnrolment>()
  const [codes, setCodes] = useState<readonly string[]>()
  const [asking, setAsking] = useState<'off' | 'codes'>()

  async function begin(): Promise<void> {
    setEnrolment(await askServer<TotpEnrolment>(client, { path: '/auth/totp' }))
  }

  async function turnOff(): Promise<void> {
    setAsking(undefined)
    const problem = await sendRequest(
      client,
      { method: 'DELETE', path: '/auth/totp' },
      { messages: { not_found: say.gone } },
    )
    if (!problem) toast({ title: say.turnedOff })
    setCodes(undefined)
    await onChange()
  }

  async function renewCodes(): Promise<void> {
    setAsking(undefined)
    const made = await askServer<RecoveryCodes>(client, { path: '/auth/recovery-codes' }, { not_found: say.gone })
    setCodes(made?.recovery_codes)
    await onChange()
  }

  async function turnedOn(made: readonly string[]): Promise<void> {
    setEnrolment(undefined)
    setCodes(made)
    toast({ title: say.turnedOn })
    await onChange()
  }

  return (
    <section className={styles.part}>
      <h3>{say.twoStep}</h3>
      <p className={styles.hint}>
        {totp ? `${say.twoStepOn(exact(totp.since))} ${say.codesLeft(totp.recovery_codes_left)}` : say.twoStepOff}
      </p>
      {codes && <RecoveryCodeList codes={codes} onClose={() => setCodes(undefined)} />}
      {enrolment && (
        <Suspense fallback={null}>
          <TotpEnrolmentForm
            enrolment={enrolment}
            onConfirmed={(made) => void turnedOn(made)}
            onCancelled={() => setEnrolment(undefined)}
          />
        </Suspense>
      )}
      {!totp && !enrolment && (
        <div>
          <Button onClick={() => void begin()}>{say.turnOn}</Button>
        </div>
      )}
      {totp && !codes && (
        <div className={styles.row}>
          <Button onClick={() => setAsking('codes')}>{say.newCodes}</Button>
          <Button onClick={() => setAsking('off')}>{say.turnOff}</Button>
        </div>
      )}
      <Confirm
        isOpen={asking !== undefined}
        title={asking === 'codes' ? say.newCodesAsk : say.turnOffAsk}
        action={asking === 'codes' ? say.newCodes : say.turnOff}
        stay={words.common.cancel}
        onConfirm={() => void (asking === 'codes' ? renewCodes() : turnOff())}
        onClose={() => setAsking(undefined)}
      >
        {asking === 'codes' ? say.newCodesMean : say.turnOffMeans}
      </Confirm>
    </section>
  )
}
