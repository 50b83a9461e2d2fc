import type { ReceivedLink } from '@qtable/protocol'
import { pageWords as words } from '../page-words.ts'
import { LinkPage } from './link-page.tsx'
import { LinkPasswordForm } from './link-password-form.tsx'
import { useLink } from './use-link.ts'

const say = words.people.links

/** Where a proof link leads: the address is confirmed with the password of its account. */
export function ProvePage() {
  const link = useLink<ReceivedLink>('/auth/link')
  return (
    <LinkPage link={link} title={() => say.prove}>
      {(found, token) => (
        <LinkPasswordForm
          link={found}
          token={token}
          path="/auth/prove"
          isNew={false}
          hint={say.proveHint}
          action={say.proveAction}
          busyAction={say.proving}
        />
      )}
    </LinkPage>
  )
}
