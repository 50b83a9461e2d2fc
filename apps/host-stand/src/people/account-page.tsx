import type { Problem } from '@qtable/domain'
import { type FormEvent, useState } from 'react'
import { FactorSections } from '../account/factor-sections.tsx'
import { SessionList } from '../account/session-list.tsx'
import { showFieldErrors } from '../commands/field-errors.ts'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient, useFloorPart, useStatus } from '../session/client-hooks.ts'
import { DeviceSection } from '../signals/device-section.tsx'
import { Button } from '../ui/button.tsx'
import { ColumnPage } from '../ui/column-page.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { toast } from '../ui/toaster.tsx'
import styles from './account-page.module.css'

const say = words.people

/** What is chosen for this device, and the signed-in person's password, codes and passkeys, where they are signed in, and how they leave the restaurant. */
export function AccountPage() {
  return (
    <ColumnPage title={words.session.account}>
      <DeviceSection />
      <PasswordForm />
      <FactorSections />
      <SessionList />
      <Leave />
    </ColumnPage>
  )
}

function PasswordForm() {
  const client = useClient()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})

  async function change(event: FormEvent): Promise<void> {
    event.preventDefault()
    const body = { current_password: current, new_password: next }
    const fields = ['current_password', 'new_password']
    const isSaid = (problem: Problem) => showFieldErrors(problem, fields, setErrors)
    const problem = await sendRequest(client, { method: 'POST', path: '/auth/password', body }, { isSaid })
    if (problem) return
    setCurrent('')
    setNext('')
    toast({ title: say.passwordChanged })
  }

  return (
    <section className={styles.part}>
      <h3>{say.password}</h3>
      <p className={styles.hint}>{say.passwordIntro}</p>
      <form className={styles.form} onSubmit={(event) => void change(event)} onChange={() => setErrors({})}>
        <PasswordField
          label={say.currentPassword}
          autoComplete="current-password"
          required
          error={errors.current_password}
          value={current}
          onChange={(e) => setCurrent(e.target.value)}
        />
        <PasswordField
          label={say.newPassword}
          autoComplete="new-password"
          minLength={8}
          required
          hint={words.session.passwordHint}
          error={errors.new_password}
          value={next}
          onChange={(e) => setNext(e.target.value)}
        />
        <Button type="submit" kind="next" disabled={current === '' || next.length < 8}>
          {say.changePassword}
        </Button>
      </form>
    </section>
  )
}

function Leave() {
  const client = useClient()
  const { user } = useStatus()
  const restaurant = useFloorPart((floor) => floor.restaurant.name)
  const [isAsking, setAsking] = useState(false)

  async function leave(): Promise<void> {
    setAsking(false)
    const request = { method: 'DELETE', path: `/users/${user?.id}` } as const
    const problem = await sendRequest(client, request, { messages: { invalid_transition: say.lastOwnerStays } })
    if (problem) return
    toast({ title: say.left(restaurant) })
    await client.signOut({ evenIfUnsent: true })
  }

  return (
    <section className={styles.part}>
      <h3>{say.leave}</h3>
      <p className={styles.hint}>{say.leaveMeans(restaurant)}</p>
      <div>
        <Button onClick={() => setAsking(true)}>{say.leave}</Button>
      </div>
      <Confirm
        isOpen={isAsking}
        title={say.leaveAsk(restaurant)}
        action={say.leaveAction}
        stay={say.stay}
        onConfirm={() => void leave()}
        onClose={() => setAsking(false)}
      >
        {say.leaveMeans(restaurant)}
      </Confirm>
    </section>
  )
}
