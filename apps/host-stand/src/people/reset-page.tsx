import type { ReceivedLink } from '@qtable/protocol'
import { pageWords as words } from '../page-words.ts'
import { LinkPage } from './link-page.tsx'
import { LinkPasswordForm } from './link-password-form.tsx'
import { useLink } from './use-link.ts'

const say = words.people.links

/** Where a reset link leads: a new password. */
export function ResetPage() {
  const link = useLink<ReceivedLink>('/auth/link')
  return (
    <LinkPage link={link} title={() => say.reset}>
      {(found, token) => (
        <LinkPasswordForm
          link={found}
          token={token}
          path="/auth/reset"
          isNew={true}
          hint={say.resetHint}
          action={say.resetAction}
          busyAction={say.resetting}
        />
      )}
    </LinkPage>
  )
}
