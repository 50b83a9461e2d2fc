import { openAccounts } from '../../apps/server/src/accounts/accounts.ts'
import { tokenOf } from '../../apps/server/src/accounts/testing/invite-and-accept.ts'
import type { ServerApp } from '../../apps/server/src/app.ts'
import type { Config } from '../../apps/server/src/config.ts'
import type { ApiClient } from '../api-client.ts'

const password = 'correct horse battery staple'

/** Proves an address, takes one from an account that never proved it, and registers with a link. */
export async function driveAddresses({ db }: ServerApp, config: Config, owner: ApiClient): Promise<void> {
  const accounts = openAccounts({ ...config, db, passwords: { cost: 4 }, registration: 'invite' })
  const { createRegistrationLink, createLink } = accounts.administration
  const register = async (name: string, email: string) => {
    const token = tokenOf(await createRegistrationLink())
    await accounts.register({ ...{ restaurantName: name, timezone: 'UTC', name, email, password }, token })
  }
  await register('Fay', 'fay@example.com')
  await accounts.links.prove({ token: tokenOf(await createLink('proof', 'fay@example.com')), password })
  await register('Gus', 'gus@example.com')
  const invitation = await owner.call<{ link: string }>('POST', '/users', {
    ...{ email: 'gus@example.com', name: 'Gus', role: 'host' },
  })
  await accounts.acceptInvitation({ token: tokenOf(invitation), name: 'Gus', password: `${password}!` })
}
