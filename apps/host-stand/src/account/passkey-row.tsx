import type { Passkey } from '@qtable/protocol'
import { Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import page from '../people/account-page.module.css'
import styles from '../people/person-row.module.css'
import { useClient } from '../session/client-hooks.ts'
import { useTimes } from '../time/times.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Field } from '../ui/field.tsx'
import { toast } from '../ui/toaster.tsx'

const say = words.factors

/** One passkey: its name, and when it was made and used. */
export function PasskeyRow({ passkey, onChange }: { passkey: Passkey; onChange: () => Promise<void> }) {
  const client = useClient()
  const { exact } = useTimes()
  const [typed, setTyped] = useState<string>()
  const [isAsking, setAsking] = useState(false)
  const { id, name, created_at, last_used_at } = passkey
  const path = `/auth/passkeys/${id}`

  async function rename(event: FormEvent): Promise<void> {
    event.preventDefault()
    await sendRequest(client, { method: 'PATCH', path, body: { name: typed } }, { messages: { not_found: say.gone } })
    setTyped(undefined)
    await onChange()
  }

  async function remove(): Promise<void> {
    setAsking(false)
    const problem = await sendRequest(client, { method: 'DELETE', path }, { messages: { not_found: say.gone } })
    if (!problem) toast({ title: say.passkeyRemoved })
    await onChange()
  }

  if (typed !== undefined) {
    return (
      <li className={styles.person}>
        <form className={page.form} onSubmit={(event) => void rename(event)}>
          <Field
            label={say.passkeyName}
            required
            autoFocus
            maxLength={60}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={({ key }) => key === 'Escape' && setTyped(undefined)}
          />
          <div className={page.row}>
            <Button kind="next" type="submit" disabled={typed.trim() === ''}>
              {words.common.save}
            </Button>
            <Button onClick={() => setTyped(undefined)}>{words.common.cancel}</Button>
          </div>
        </form>
      </li>
    )
  }
  return (
    <li className={styles.person}>
      <div className={styles.who}>
        <p className={styles.name}>{name}</p>
        <p className={styles.email}>
          {last_used_at
            ? say.passkeyUsed({ made: exact(created_at), used: exact(last_used_at) })
            : say.passkeyUnused(exact(created_at))}
        </p>
      </div>
      <IconButton label={say.rename(name)} icon={<Pencil size={20} aria-hidden />} onClick={() => setTyped(name)} />
      <IconButton
        label={say.removePasskey(name)}
        icon={<Trash2 size={20} aria-hidden />}
        onClick={() => setAsking(true)}
      />
      <Confirm
        isOpen={isAsking}
        title={say.removeAsk(name)}
        action={say.remove}
        stay={words.common.cancel}
        onConfirm={() => void remove()}
        onClose={() => setAsking(false)}
      >
        {say.removeMeans}
      </Confirm>
    </li>
  )
}
