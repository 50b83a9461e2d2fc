import { type Role, roles } from '@qtable/domain'
import type { User } from '@qtable/protocol'
import { KeyRound, UserX } from 'lucide-react'
import { useState } from 'react'
import { initialsOf } from '../activity/pulses.ts'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient, useStatus } from '../session/client-hooks.ts'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Select } from '../ui/field.tsx'
import { toast } from '../ui/toaster.tsx'
import type { MadeLink } from './link-panel.tsx'
import { makeLink } from './make-link.ts'
import styles from './person-row.module.css'
import { useMay } from './use-may.ts'

const say = words.people
// Read when they are shown: the language may have changed.
const messages = () => ({ invalid_transition: say.lastOwner, not_found: say.gone, forbidden: say.onlyOwners })

/** One person: their role, and the button that removes their access. */
export function PersonRow({
  person,
  onLink,
  onChange,
}: {
  person: User
  onLink: (link: MadeLink) => void
  onChange: () => void
}) {
  const client = useClient()
  const { user } = useStatus()
  const may = useMay()
  const [isAsking, setAsking] = useState(false)
  const { id, name, email, role } = person
  const isMe = id === user?.id
  // Only owners manage owners.
  const canChange = !isMe && (may('owner') || role !== 'owner')
  const offered = roles.filter((one) => one === role || may('owner') || one !== 'owner')

  async function setRole(next: Role): Promise<void> {
    const request = { method: 'PATCH', path: `/users/${id}`, body: { role: next } } as const
    const problem = await sendRequest(client, request, { messages: messages() })
    if (!problem) toast({ title: say.roleChanged[next](name) })
    onChange()
  }

  async function resetPassword(): Promise<void> {
    const request = { path: `/users/${id}/reset-link`, name, hint: say.resetLinkHint }
    const made = await makeLink(client, request, { not_found: say.gone, forbidden: say.worksElsewhere })
    if (made) onLink(made)
  }

  async function remove(): Promise<void> {
    setAsking(false)
    const problem = await sendRequest(client, { method: 'DELETE', path: `/users/${id}` }, { messages: messages() })
    if (!problem) toast({ title: say.removed(name) })
    onChange()
  }

  return (
    <li className={styles.person}>
      <span className={styles.initials} aria-hidden>
        {initialsOf(name)}
      </span>
      <div className={styles.who}>
        <p className={styles.name}>
          {name} {isMe && <Badge>{say.you}</Badge>}
        </p>
        <p className={styles.email}>{email || say.noAddress}</p>
      </div>
      {canChange ? (
        <div className={styles.actions}>
          <Select
            label={`${say.role}: ${name}`}
            isLabelHidden
            className={styles.role}
            value={role}
            onChange={(event) => void setRole(event.target.value as Role)}
            options={offered.map((one) => ({ value: one, label: words.session.roles[one] }))}
          />
          {email !== '' && (
            <IconButton
              label={`${say.resetLink}: ${name}`}
              icon={<KeyRound size={20} aria-hidden />}
              onClick={() => void resetPassword()}
            />
          )}
          <IconButton
            label={`${say.remove}: ${name}`}
            icon={<UserX size={20} aria-hidden />}
            onClick={() => setAsking(true)}
          />
        </div>
      ) : (
        <span className={styles.fixed}>{words.session.roles[role]}</span>
      )}
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
