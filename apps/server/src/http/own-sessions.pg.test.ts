import type { OwnSession, Session } from '@qtable/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { tokenOf } from '../accounts/testing/invite-and-accept.ts'
import { memberPassword } from '../accounts/testing/open-accounts.ts'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

const dayMs = 86_400_000
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604'

async function open() {
  const clock = { aheadMs: 0 }
  const server = await openTestServer({ now: () => Date.now() + clock.aheadMs })
  onTestFinished(server.close)
  return { server, clock, owner: await server.register() }
}

async function signInAgain(server: TestServer, { session }: TestClient): Promise<TestClient> {
  const reply = await server.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    headers: { 'user-agent': phone },
    remoteAddress: '203.0.113.77',
    payload: { email: session.user.email, password: memberPassword },
  })
  return server.as(reply.body as unknown as Session)
}

async function refresh(server: TestServer, token: string) {
  return server.inject({ method: 'POST', url: '/api/v1/auth/refresh', payload: { refresh_token: token } })
}

test('[I31] a person sees each of their sessions with device and place, and nobody else sees them', async () => {
  const { server, owner } = await open()
  const second = await signInAgain(server, owner)
  const { body } = await second.ask<OwnSession[]>('GET', 'auth/sessions')
  expect(body).toMatchObject([
    { current: true, device: 'Safari on iPhone', place: '203.0.113.x', restaurant: 'Trattoria' },
    { current: false, device: null, place: null },
  ])
  expect(body[0]?.seen_at).toMatch(/:00Z$/)
  const host = await server.hire(owner, 'host')
  expect((await host.ask<OwnSession[]>('GET', 'auth/sessions')).body).toHaveLength(1)
})

test('[I31] a session that its person ends is over at once, and its tokens open nothing', async () => {
  const { server, owner } = await open()
  const stolen = await signInAgain(server, owner)
  const { body } = await owner.ask<OwnSession[]>('GET', 'auth/sessions')
  const id = body.find(({ current }) => !current)?.id
  expect((await owner.ask('DELETE', `auth/sessions/${id}`)).status).toBe(204)
  expect((await stolen.ask('GET', 'auth/me')).status).toBe(401)
  expect((await refresh(server, stolen.session.refresh_token)).status).toBe(401)
  expect((await owner.ask('DELETE', `auth/sessions/${id}`)).status).toBe(404)
})

test('[I31] nobody ends the session of another person', async () => {
  const { server, owner } = await open()
  const host = await server.hire(owner, 'host')
  const [own] = (await host.ask<OwnSession[]>('GET', 'auth/sessions')).body
  expect((await owner.ask('DELETE', `auth/sessions/${own?.id}`)).status).toBe(404)
  expect((await host.ask('GET', 'auth/me')).status).toBe(200)
})

test('[I31] all other sessions end together, and this one goes on', async () => {
  const { server, owner } = await open()
  const others = [await signInAgain(server, owner), await signInAgain(server, owner)]
  expect((await owner.ask('DELETE', 'auth/sessions')).status).toBe(204)
  for (const other of others) expect((await other.ask('GET', 'auth/me')).status).toBe(401)
  expect((await owner.ask('GET', 'auth/me')).status).toBe(200)
})

test('[I31] a stolen session that is renewed again and again ends after 90 days, also through a switch', async () => {
  const { server, clock, owner } = await open()
  let token = owner.session.refresh_token
  for (let day = 29; day <= 87; day += 29) {
    clock.aheadMs = day * dayMs
    const reply = await refresh(server, token)
    expect(reply.status).toBe(200)
    token = (reply.body as unknown as Session).refresh_token
  }
  const current = server.as((await refresh(server, token)).body as unknown as Session)
  const switched = await current.ask<Session>('POST', 'auth/switch', { restaurant_id: owner.restaurantId })
  expect(switched.status).toBe(200)
  clock.aheadMs = 91 * dayMs
  expect((await refresh(server, current.session.refresh_token)).status).toBe(401)
  expect((await refresh(server, switched.body.refresh_token)).status).toBe(401)
})

test('[I31] a session that was left open changes no people until its person gives the password', async () => {
  const { server, clock, owner } = await open()
  const host = await server.hire(owner, 'host')
  clock.aheadMs = 14 * 60_000
  const { body } = await refresh(server, owner.session.refresh_token)
  const later = server.as(body as unknown as Session)
  expect((await later.ask('PATCH', `users/${host.session.user.id}`, { role: 'server' })).status).toBe(200)
  clock.aheadMs = 16 * 60_000
  const attempts = [
    ['PATCH', `users/${host.session.user.id}`, { role: 'manager' }],
    ['POST', 'users', { email: 'thief@example.com', name: 'Thief', role: 'owner' }],
    ['DELETE', `users/${host.session.user.id}`, undefined],
    ['POST', `users/${host.session.user.id}/reset-link`, undefined],
  ] as const
  for (const [method, path, given] of attempts) {
    expect(await later.ask(method, path, given)).toMatchObject({ status: 403, body: { code: 'step_up_required' } })
  }
  const wrong = await later.ask('POST', 'auth/step-up', { password: 'not the password' })
  expect(wrong).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
  expect((await later.ask('PATCH', `users/${host.session.user.id}`, { role: 'host' })).status).toBe(403)
  expect((await later.ask('POST', 'auth/step-up', { password: memberPassword })).status).toBe(204)
  expect((await later.ask('PATCH', `users/${host.session.user.id}`, { role: 'host' })).status).toBe(200)
})

test('[I31] a stolen access token is no way to guess the password', async () => {
  const { owner } = await open()
  const replies = []
  for (let n = 0; n < 12; n += 1) replies.push(await owner.ask('POST', 'auth/step-up', { password: `guess ${n}` }))
  expect(replies.at(-1)?.status).toBe(429)
})

test('[I31] an invitation that is accepted in an open session gives neither a fresh password nor another 90 days', async () => {
  const { server, clock, owner } = await open()
  const host = await server.hire(owner, 'host')
  const manager = await server.hire(owner, 'manager')
  // A thief at a session that was left open invites its person to a restaurant made for that, and accepts.
  clock.aheadMs = 20 * 60_000
  const thief = await server.register()
  const { body } = await refresh(server, manager.session.refresh_token)
  const left = server.as(body as unknown as Session)
  const { id, email } = manager.session.user
  const invitation = await thief.ask<{ link: string }>('POST', 'users', { email, name: 'Anybody', role: 'viewer' })
  const accepted = await left.ask<Session>('POST', 'auth/accept', { token: tokenOf(invitation.body) })
  expect(accepted.status).toBe(200)
  const back = await server.as(accepted.body).ask<Session>('POST', 'auth/switch', { restaurant_id: owner.restaurantId })
  const again = server.as(back.body)
  expect(again.session.user).toMatchObject({ id, role: 'manager' })
  const change = await again.ask('PATCH', `users/${host.session.user.id}`, { role: 'server' })
  expect(change).toMatchObject({ status: 403, body: { code: 'step_up_required' } })
  let token = accepted.body.refresh_token
  for (const day of [29, 58, 87]) {
    clock.aheadMs = day * dayMs
    token = ((await refresh(server, token)).body as unknown as Session).refresh_token
  }
  clock.aheadMs = 90 * dayMs
  expect((await refresh(server, token)).status).toBe(401)
})
