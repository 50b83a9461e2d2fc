import type { Session } from '@qtable/protocol'
import { tokenOf } from '../../apps/server/src/accounts/testing/invite-and-accept.ts'
import { type ApiClient, addByInvitation, openApiClient } from '../api-client.ts'

const password = 'correct horse battery staple'

/** Sends every request about accounts, sessions and people. */
export async function drivePeople(url: string, owner: ApiClient): Promise<void> {
  const signedOut = openApiClient(url)
  const email = 'ada@example.com'
  const registration = { restaurantName: 'Chez Ada', name: 'Ada', email, password }
  const first = await signedOut.call<Session>('POST', '/auth/register', registration)
  const second = await signedOut.call<Session>('POST', '/auth/register', {
    ...registration,
    restaurantName: 'Chez Ada 2',
  })
  await signedOut.refused('POST', '/auth/login', { email, password: 'wrong' })
  const session = await signedOut.call<Session>('POST', '/auth/login', { email, password })
  const next = await signedOut.call<Session>('POST', '/auth/refresh', { refresh_token: session.refresh_token })
  // As after a lost answer; once the next token was used, the first one ends the session.
  await signedOut.call('POST', '/auth/refresh', { refresh_token: session.refresh_token })
  await signedOut.call('POST', '/auth/refresh', { refresh_token: next.refresh_token })
  await signedOut.refused('POST', '/auth/refresh', { refresh_token: session.refresh_token })
  await openApiClient(url, next.access_token).refused('GET', '/auth/me')
  const ada = openApiClient(url, second.access_token)
  await ada.call('POST', '/auth/switch', { restaurant_id: first.restaurant.id })
  await ada.call('GET', '/auth/me')
  await ada.call('POST', '/auth/step-up', { password })
  await ada.call('GET', '/auth/sessions')
  await ada.call('DELETE', '/auth/sessions')
  await ada.call('POST', '/auth/password', { current_password: password, new_password: `${password}!` })
  await ada.call('POST', '/auth/logout', {})

  const bo = { email: 'bo@example.com', name: 'Bo', role: 'host', password }
  const { id } = (await addByInvitation(url, owner, bo)).user
  const { id: invited, link } = await owner.call<{ id: string; link: string }>('POST', '/users', {
    ...{ email, name: 'Ada', role: 'host' },
  })
  await signedOut.call('POST', '/auth/invitation', { token: tokenOf({ link }) })
  await owner.call('GET', '/invitations')
  await owner.call('POST', `/invitations/${invited}/link`)
  await owner.call('DELETE', `/invitations/${invited}`)
  const reset = await owner.call<{ link: string }>('POST', `/users/${id}/reset-link`)
  const token = tokenOf(reset)
  await signedOut.call('POST', '/auth/link', { token })
  await signedOut.call('POST', '/auth/reset', { token, password: `${password}?` })
  await owner.call('GET', '/users')
  await owner.call('PATCH', `/users/${id}`, { role: 'manager', name: 'Bo B.' })
  await owner.call('DELETE', `/users/${id}`)
  // An account without a restaurant, which joins one again.
  const again = await owner.call<{ link: string }>('POST', '/users', { email: bo.email, name: 'Bo', role: 'host' })
  await signedOut.call('POST', '/auth/accept', {
    ...{ token: tokenOf(again), password: `${password}?` },
  })
}
