import type { Session } from '@qtable/protocol'
import { type Caller, openCaller } from './caller.ts'

const password = 'correct horse battery staple'

/** Everything that can be asked about accounts, sessions and people. */
export async function drivePeople(url: string, owner: Caller): Promise<void> {
  const nobody = openCaller(url)
  const email = 'ada@example.com'
  const given = { restaurantName: 'Chez Ada', name: 'Ada', email, password }
  const first = await nobody.ask<Session>('POST', 'auth/register', given)
  const second = await nobody.ask<Session>('POST', 'auth/register', { ...given, restaurantName: 'Chez Ada 2' })
  await nobody.refused('POST', 'auth/login', { email, password: 'wrong' })
  const session = await nobody.ask<Session>('POST', 'auth/login', { email, password })
  const next = await nobody.ask<Session>('POST', 'auth/refresh', { refresh_token: session.refresh_token })
  await nobody.refused('POST', 'auth/refresh', { refresh_token: session.refresh_token })
  await openCaller(url, next.access_token).refused('GET', 'auth/me')
  const ada = openCaller(url, second.access_token)
  await ada.ask('POST', 'auth/switch', { restaurant_id: first.restaurant.id })
  await ada.ask('GET', 'auth/me')
  await ada.ask('POST', 'auth/password', { current_password: password, new_password: `${password}!` })
  await ada.ask('POST', 'auth/logout', {})

  const { id } = await owner.ask<{ id: string }>('POST', 'users', {
    ...{ email: 'bo@example.com', name: 'Bo', role: 'host', password },
  })
  await owner.ask('POST', 'users', { email, name: 'Ada', role: 'host', password })
  await owner.ask('GET', 'users')
  await owner.ask('PATCH', `users/${id}`, { role: 'manager', name: 'Bo B.' })
  await owner.ask('DELETE', `users/${id}`)
  // Belongs nowhere any more, and comes back.
  await owner.ask('POST', 'users', { email: 'bo@example.com', name: 'Bo', role: 'host', password })
}
