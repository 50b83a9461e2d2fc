import type { Invitation } from '@qtable/protocol'
import { initialsOf } from '../activity/pulses.ts'
import { sendRequest } from '../commands/send-request.ts'
import { pageWords as words } from '../page-words.ts'
import { useClient } from '../session/client-hooks.ts'
import { useTimes } from '../time/times.ts'
import { Button } from '../ui/button.tsx'
import { toast } from '../ui/toaster.tsx'
import type { MadeLink } from './link-panel.tsx'
import { makeLink } from './make-link.ts'
import styles from './person-row.module.css'
import { useMay } from './use-may.ts'

const say = words.people
// Read when they are shown: the language may have changed.
const messages = () => ({ not_found: say.invitationGone, forbidden: say.onlyOwners })

/** A person who was invited and has not accepted: a new link, or an end of it. */
export function InvitationRow({
  invitation,
  onLink,
  onChange,
}: {
  invitation: Invitation
  onLink: (link: MadeLink) => void
  onChange: () => void
}) {
  const client = useClient()
  const may = useMay()
  const { exact } = useTimes()
  const { id, name, email, role, expires_at } = invitation
  const isOver = Date.parse(expires_at) <= client.now()

  async function renew(): Promise<void> {
    const made = await makeLink(client, { path: `/invitations/${id}/link`, name, hint: say.linkHint }, messages())
    if (made) onLink(made)
    onChange()
  }

  async function withdraw(): Promise<void> {
    const problem = await sendRequest(
      client,
      { method: 'DELETE', path: `/invitations/${id}` },
      { messages: messages() },
    )
    if (!problem) toast({ title: say.withdrawn(name) })
    onChange()
  }

  return (
    <li className={styles.person}>
      <span className={styles.initials} aria-hidden>
        {initialsOf(name)}
      </span>
      <div className={styles.who}>
        <p className={styles.name}>{name}</p>
        <p className={styles.email}>{email}</p>
        <p className={styles.email}>
          {words.session.roles[role]} · {isOver ? say.linkOver : say.linkUntil(exact(expires_at))}
        </p>
      </div>
      {(may('owner') || role !== 'owner') && (
        <div className={styles.actions}>
          <Button aria-label={`${say.newLink}: ${name}`} onClick={() => void renew()}>
            {say.newLink}
          </Button>
          <Button kind="quiet" aria-label={`${say.withdraw}: ${name}`} onClick={() => void withdraw()}>
            {say.withdraw}
          </Button>
        </div>
      )}
    </li>
  )
}
