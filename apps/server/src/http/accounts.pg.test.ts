import { randomUUID } from 'node:crypto'
import { Session } from '@qtable/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memberPassword } from '../accounts/testing/open-accounts.ts'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

const post = (path: string, payload: object) => server.inject({ method: 'POST', url: `/api/v1/auth/${path}`, payload })
const address = () => `${randomUUID()}@example.com`
const newcomer = (email = address()) => ({
  restaurantName: 'Chez Ada',
  timezone: 'Europe/Paris',
  name: 'Ada',
  email,
  password: memberPassword,
})

describe('signing in', () => {
  test('starts with registering a restaurant', async () => {
    const given = newcomer()
    const registered = await post('register', given)
    expect(registered.status).toBe(201)
    expect(Session.parse(registered.body)).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      user: { email: given.email, role: 'owner' },
      restaurant: { name: 'Chez Ada', timezone: 'Europe/Paris' },
    })
    expect(await post('register', { ...given, password: 'another password' })).toMatchObject({ status: 409 })
    expect(await post('login', { email: given.email, password: memberPassword })).toMatchObject({ status: 200 })
    expect(await post('login', { email: given.email, password: 'wrong' })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    })
    expect(
      await post('login', { email: given.email, password: memberPassword, restaurant_id: 1_000_000 }),
    ).toMatchObject({
      status: 403,
    })
    expect(await post('register', { ...given, password: 'short' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'password' }] },
    })
    expect(await post('register', { ...given, timezone: 'Mars/Base' })).toMatchObject({ status: 422 })
  })

  test('answers the same for a known and an unknown email', async () => {
    const given = newcomer()
    await post('register', given)
    const [known, unknown] = [
      await post('login', { email: given.email, password: 'wrong' }),
      await post('login', { email: address(), password: 'wrong' }),
    ]
    expect({ ...known.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' })
  })

  test('is renewed by refresh tokens that work once', async () => {
    const first = Session.parse((await post('register', newcomer())).body)
    const second = Session.parse((await post('refresh', { refresh_token: first.refresh_token })).body)
    const caller = server.as(second)
    expect(await caller.ask('GET', 'auth/me')).toMatchObject({ status: 200, body: { user: { name: 'Ada' } } })
    // The answer may have been lost.
    const again = await post('refresh', { refresh_token: first.refresh_token })
    expect(again).toMatchObject({ status: 200, body: { refresh_token: second.refresh_token } })
    expect(await post('refresh', { refresh_token: second.refresh_token })).toMatchObject({ status: 200 })
    expect(await post('refresh', { refresh_token: first.refresh_token })).toMatchObject({ status: 401 })
    expect(await caller.ask('GET', 'auth/me')).toMatchObject({ status: 401 })
    expect(await post('refresh', { refresh_token: 'nonsense' })).toMatchObject({ status: 401 })
  })

  test('ends by either token', async () => {
    const by = await server.register()
    expect(await by.ask('POST', 'auth/logout')).toMatchObject({ status: 204 })
    expect(await by.ask('GET', 'auth/me')).toMatchObject({ status: 401 })
    const other = await server.register()
    expect(await post('logout', { refresh_token: other.session.refresh_token })).toMatchObject({ status: 204 })
    expect(await other.ask('GET', 'auth/me')).toMatchObject({ status: 401 })
    expect(await post('logout', {})).toMatchObject({ status: 401 })
  })

  test('is throttled for wrong passwords', async () => {
    const email = address()
    let reply = await post('login', { email, password: 'wrong' })
    for (let i = 0; i < 30 && reply.status !== 429; i++) reply = await post('login', { email, password: `wrong ${i}` })
    expect(reply).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('a session', () => {
  test('switches to another restaurant of the same user', async () => {
    const given = newcomer()
    const first = Session.parse((await post('register', given)).body)
    const second = Session.parse((await post('register', { ...given, restaurantName: 'Chez Ada 2' })).body)
    const caller = server.as(first)
    const switched = await caller.ask('POST', 'auth/switch', { restaurant_id: second.restaurant.id })
    expect(switched).toMatchObject({ status: 200, body: { restaurant: { id: second.restaurant.id } } })
    const other = await server.register()
    expect(await caller.ask('POST', 'auth/switch', { restaurant_id: other.restaurantId })).toMatchObject({
      status: 403,
    })
    expect(await caller.ask('POST', 'auth/switch', { restaurant_id: 0 })).toMatchObject({ status: 422 })
  })

  test('can change the password and create tickets', async () => {
    const owner = await server.register()
    expect(await owner.ask('POST', 'auth/ticket')).toMatchObject({ status: 200, body: { expires_in: 30 } })
    const change = { current_password: memberPassword, new_password: 'quite another one' }
    expect(await owner.ask('POST', 'auth/password', { ...change, current_password: 'wrong' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'current_password' }] },
    })
    expect(await owner.ask('POST', 'auth/password', change)).toMatchObject({ status: 204 })
    const { email } = owner.session.user
    expect(await post('login', { email, password: memberPassword })).toMatchObject({ status: 401 })
    expect(await post('login', { email, password: change.new_password })).toMatchObject({ status: 200 })
  })
})

describe('the people of a restaurant', () => {
  const body = (role: string) => ({ email: address(), name: 'Jonas', role })

  test('are invited, accept, are changed and removed, and no cache keeps an answer about them', async () => {
    const owner = await server.register()
    // Older clients send a password, which opens nothing.
    const person = { ...body('host'), password: memberPassword }
    const invited = await owner.ask('POST', 'users', person)
    expect(invited).toMatchObject({
      status: 201,
      body: { name: 'Jonas', role: 'host', status: 'invited' },
      headers: { location: `/api/v1/invitations/${invited.body.id}`, 'cache-control': 'no-store' },
    })
    expect(invited.text).not.toContain(memberPassword)
    expect(await post('login', { email: person.email, password: memberPassword })).toMatchObject({ status: 401 })
    expect((await owner.ask<unknown[]>('GET', 'users')).body).toHaveLength(1)
    expect((await owner.ask<unknown[]>('GET', 'invitations')).body).toMatchObject([{ email: person.email }])
    const renewed = await owner.ask('POST', `invitations/${invited.body.id}/link`)
    expect(renewed).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
    const token = String(renewed.body.link).replace('/accept#', '')
    expect(await post('invitation', { token: String(invited.body.link).replace('/accept#', '') })).toMatchObject({
      status: 404,
    })
    expect(await post('invitation', { token })).toMatchObject({ status: 200, body: { restaurant: 'Trattoria' } })
    expect(await post('accept', { token })).toMatchObject({ status: 401 })
    expect(await post('accept', { token, name: 'Jonas', password: 'short' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'password' }] },
    })
    const accepted = await post('accept', { token, name: 'Jonas', password: memberPassword })
    expect(accepted).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
    expect(await post('accept', { token, name: 'Jonas', password: memberPassword })).toMatchObject({ status: 404 })
    const host = server.as(Session.parse(accepted.body))
    const at = `users/${host.session.user.id}`
    expect(await owner.ask('PATCH', at, { role: 'viewer' })).toMatchObject({ status: 200, body: { role: 'viewer' } })
    expect(await host.ask('POST', 'guests', { partySize: 2 })).toMatchObject({ status: 403 })
    expect(await owner.ask('PATCH', at, {})).toMatchObject({ status: 422 })
    expect(await owner.ask('PATCH', at, { role: 'king' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'role' }] },
    })
    expect(await owner.ask('DELETE', at)).toMatchObject({ status: 204 })
    expect(await host.ask('GET', 'guests')).toMatchObject({ status: 401 })
    expect(await owner.ask('DELETE', at)).toMatchObject({ status: 404 })
  })

  test('are managed by managers and owners, and owners by owners alone', async () => {
    const owner = await server.register()
    const refused = { status: 403, body: { code: 'forbidden' } }
    for (const role of ['host', 'server', 'viewer'] as const) {
      const caller: TestClient = await server.hire(owner, role)
      expect(await caller.ask('GET', 'users')).toMatchObject(refused)
      expect(await caller.ask('GET', 'invitations')).toMatchObject(refused)
      expect(await caller.ask('POST', 'users', body('viewer'))).toMatchObject(refused)
      expect(await caller.ask('DELETE', `users/${owner.session.user.id}`)).toMatchObject(refused)
      expect(await caller.ask('POST', `users/${owner.session.user.id}/reset-link`)).toMatchObject(refused)
    }
    const manager = await server.hire(owner, 'manager')
    expect(await manager.ask('POST', 'users', body('owner'))).toMatchObject(refused)
    expect(await manager.ask('PATCH', `users/${owner.session.user.id}`, { role: 'host' })).toMatchObject(refused)
    expect(await owner.ask('PATCH', `users/${owner.session.user.id}`, { role: 'host' })).toMatchObject({
      status: 409,
      body: { code: 'invalid_transition' },
    })
  })

  test('leave on their own, and withdrawn invitations open nothing', async () => {
    const owner = await server.register()
    const viewer = await server.hire(owner, 'viewer')
    expect(await viewer.ask('DELETE', `users/${viewer.session.user.id}`)).toMatchObject({ status: 204 })
    expect(await viewer.ask('GET', 'auth/me')).toMatchObject({ status: 401 })
    expect(await owner.ask('DELETE', `users/${owner.session.user.id}`)).toMatchObject({ status: 409 })
    const { body: invited } = await owner.ask('POST', 'users', body('host'))
    expect(await owner.ask('DELETE', `invitations/${invited.id}`)).toMatchObject({ status: 204 })
    const token = String(invited.link).replace('/accept#', '')
    expect(await post('accept', { token, name: 'X', password: memberPassword })).toMatchObject({ status: 404 })
  })

  test('set a new password with a reset link, which works once', async () => {
    const owner = await server.register()
    const host = await server.hire(owner, 'host')
    const made = await owner.ask('POST', `users/${host.session.user.id}/reset-link`)
    expect(made).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
    const token = String(made.body.link).replace('/reset#', '')
    const { email } = host.session.user
    expect(await post('link', { token })).toMatchObject({ status: 200, body: { kind: 'reset', email } })
    expect(await post('prove', { token, password: memberPassword })).toMatchObject({ status: 404 })
    expect(await post('reset', { token, password: 'a new password' })).toMatchObject({ status: 204 })
    expect(await post('reset', { token, password: 'a new password' })).toMatchObject({ status: 404 })
    expect(await host.ask('GET', 'auth/me')).toMatchObject({ status: 401 })
    expect(await post('login', { email, password: 'a new password' })).toMatchObject({ status: 200 })
  })

  test('who are signed in with a proven address accept with their token alone', async () => {
    const [here, there] = [await server.register(), await server.register()]
    const host = await server.hire(here, 'host')
    const { email } = host.session.user
    const { body: invited } = await there.ask('POST', 'users', { email, name: 'A host', role: 'viewer' })
    const token = String(invited.link).replace('/accept#', '')
    expect(await there.ask('POST', 'auth/accept', { token })).toMatchObject({ status: 403 })
    expect(await host.ask('POST', 'auth/accept', { token })).toMatchObject({
      status: 200,
      body: { user: { id: host.session.user.id, role: 'viewer' }, restaurant: { id: there.restaurantId } },
    })
  })
})
