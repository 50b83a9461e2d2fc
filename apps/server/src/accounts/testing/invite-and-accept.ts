import type { Role } from '@qtable/domain'
import type { Session } from '@qtable/protocol'
import type { Accounts } from '../accounts.ts'
import type { Identity } from '../identity.ts'

/** The secret of a link. */
export function tokenOf({ link }: { link: string }): string {
  return link.slice(link.indexOf('#') + 1)
}

/** Invites a person, who accepts with a new account. Returns their session. */
export async function inviteAndAccept(
  accounts: Pick<Accounts, 'invitations' | 'acceptInvitation'>,
  by: Identity,
  { email, name, role, password }: { email: string; name: string; role: Role; password: string },
): Promise<Session> {
  const invitation = await accounts.invitations.create(by, { email, name, role })
  return accounts.acceptInvitation({ token: tokenOf(invitation), name, password })
}
