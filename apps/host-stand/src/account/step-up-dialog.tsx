import { Dialog } from '@base-ui/react/dialog'
import { Problem } from '@qtable/domain'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { sentenceOf } from '../commands/problem-sentence.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient } from '../session/client-hooks.ts'
import { Button } from '../ui/button.tsx'
import styles from '../ui/confirm.module.css'
import { PasswordField } from '../ui/password-field.tsx'
import { useStepUpQuestion } from './step-up.ts'

const say = words.account
const OtherWays = lazy(async () => ({ default: (await import('./step-up-other-ways.tsx')).StepUpOtherWays }))

/** Asks for the password of the signed-in person, or what counts as much, before something that a stranger at their device must not do. */
export function StepUpDialog() {
  const question = useStepUpQuestion()
  if (!question) return null
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && question.onCancelled()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.dialog}>
          <Dialog.Title className={styles.title}>{say.stepUpTitle}</Dialog.Title>
          <Dialog.Description className={styles.text}>{say.stepUpIntro}</Dialog.Description>
          <Ways onConfirmed={question.onConfirmed} onCancelled={question.onCancelled} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface StepUpAnswer {
  onConfirmed: () => void
  onCancelled: () => void
}

function Ways(answer: StepUpAnswer) {
  const [isOther, setOther] = useState(false)
  if (!isOther) return <StepUpForm {...answer} onOther={() => setOther(true)} />
  return (
    <Suspense fallback={null}>
      <OtherWays {...answer} />
    </Suspense>
  )
}

function StepUpForm({ onConfirmed, onCancelled, onOther }: StepUpAnswer & { onOther: () => void }) {
  const client = useClient()
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function confirm(event: FormEvent): Promise<void> {
    event.preventDefault()
    // The form of a dialog lies in the form that opened it, as React sees it.
    event.stopPropagation()
    setBusy(true)
    try {
      await client.request('POST', '/auth/step-up', { password })
      onConfirmed()
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      setWrong(problem.code === 'validation_failed' ? say.wrongPassword : sentenceOf(problem, client.view))
      setBusy(false)
    }
  }

  return (
    <form onSubmit={(event) => void confirm(event)}>
      <PasswordField
        label={words.people.password}
        autoComplete="current-password"
        required
        autoFocus
        error={wrong}
        value={password}
        onChange={({ target }) => {
          setPassword(target.value)
          setWrong('')
        }}
      />
      <div className={styles.actions}>
        <Button kind="quiet" onClick={onOther}>
          {say.otherWay}
        </Button>
        <Button onClick={onCancelled}>{words.common.cancel}</Button>
        <Button kind="next" type="submit" disabled={password === '' || isBusy}>
          {say.stepUp}
        </Button>
      </div>
    </form>
  )
}
