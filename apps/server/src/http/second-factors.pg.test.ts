import type { Factors, RecoveryCodes, Session, TotpEnrolment } from '@qtable/protocol'
import { Secret } from 'otpauth'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { codeAt, codeSeconds } from '../accounts/one-time-codes.ts'
import { tokenOf } from '../accounts/testing/invite-and-accept.ts'
import { memberPassword } from '../accounts/testing/open-accounts.ts'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

const stepMs = codeSeconds * 1000
const wrongCode = { status: 422, body: { code: 'validation_failed', errors: [{ path: 'code' }] } }

interface App {
  secret: Buffer
  recovery: string[]
}

async function open() {
  const clock = { aheadMs: 0 }
  const now = () => Date.now() + clock.aheadMs
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  const server = await openTestServer({ now, log })
  onTestFinished(server.close)
  const code = ({ secret }: App) => codeAt(secret, now())
  /** Moves the clock to the next code. */
  const nextCode = (app: App) => {
    clock.aheadMs += stepMs
    return code(app)
  }
  return { server, clock, lines, code, nextCode, owner: await server.register() }
}

const post = (server: TestServer, path: string, payload: object, remoteAddress = '203.0.113.7') =>
  server.inject({ method: 'POST', url: `/api/v1/auth/${path}`, payload, remoteAddress })

const logIn = (server: TestServer, { session }: TestClient, more: object = {}) =>
  post(server, 'login', { email: session.user.email, password: memberPassword, ...more })

async function ticketOf(server: TestServer, client: TestClient): Promise<string> {
  const { body } = await logIn(server, client)
  return (body.current as { ticket: string }).ticket
}

/** Turns two-step sign-in on. */
async function turnOn(client: TestClient, codeOf: (app: App) => string): Promise<App> {
  const begun = await client.ask<TotpEnrolment>('POST', 'auth/totp')
  expect(begun).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
  const secret = Buffer.from(Secret.fromBase32(begun.body.secret).buffer)
  expect(begun.body.uri).toContain(begun.body.secret)
  const confirmed = await client.ask<RecoveryCodes>('POST', 'auth/totp/confirm', {
    code: codeOf({ secret, recovery: [] }),
  })
  expect(confirmed).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
  return { secret, recovery: confirmed.body.recovery_codes }
}

const factorsOf = async (client: TestClient) => (await client.ask<Factors>('GET', 'auth/factors')).body

test('[I31] with two-step sign-in a right password gives a ticket and no token, and the ticket with a code the session', async () => {
  const { server, owner, code, nextCode } = await open()
  const app = await turnOn(owner, code)
  expect(await factorsOf(owner)).toMatchObject({ totp: { recovery_codes_left: 10 }, passkeys: [] })
  const asked = await logIn(server, owner)
  expect(asked).toMatchObject({
    status: 403,
    headers: { 'cache-control': 'no-store' },
    body: { code: 'second_factor_required', current: { expires_in: 300 } },
  })
  expect(asked.text).not.toContain('access_token')
  const { ticket } = asked.body.current as { ticket: string }
  const signedIn = await post(server, 'second-factor', { ticket, code: nextCode(app) })
  expect(signedIn).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
  expect((await server.as(signedIn.body as unknown as Session).ask('GET', 'auth/me')).status).toBe(200)
  expect(await logIn(server, owner, { password: 'a wrong password' })).toMatchObject({
    status: 401,
    body: { code: 'unauthenticated' },
  })
})

test('[I31] accounts without a second factor sign in as ever', async () => {
  const { server, owner } = await open()
  expect((await logIn(server, owner)).status).toBe(200)
  await owner.ask('POST', 'auth/totp')
  // Begun and not confirmed: nobody is locked out by a QR code that they never read.
  expect((await logIn(server, owner)).status).toBe(200)
})

test('[I31] each code is accepted once, and none before it afterwards', async () => {
  const { server, owner, code, nextCode, clock } = await open()
  const app = await turnOn(owner, code)
  // The code that confirmed it is used up too.
  expect(await post(server, 'second-factor', { ticket: await ticketOf(server, owner), code: code(app) })).toMatchObject(
    wrongCode,
  )
  const used = nextCode(app)
  expect((await post(server, 'second-factor', { ticket: await ticketOf(server, owner), code: used })).status).toBe(200)
  const ticket = await ticketOf(server, owner)
  expect(await post(server, 'second-factor', { ticket, code: used })).toMatchObject(wrongCode)
  clock.aheadMs += 3 * stepMs
  const late = codeAt(app.secret, Date.now() + clock.aheadMs - 2 * stepMs)
  expect(await post(server, 'second-factor', { ticket, code: late })).toMatchObject(wrongCode)
  // After a wrong code the ticket still works.
  expect((await post(server, 'second-factor', { ticket, code: code(app) })).status).toBe(200)
})

test('[I31] of the same code sent eight times at once one signs in', async () => {
  const { server, owner, code, nextCode } = await open()
  const app = await turnOn(owner, code)
  const tickets = await Promise.all(Array.from({ length: 8 }, () => ticketOf(server, owner)))
  const right = nextCode(app)
  const replies = await Promise.all(tickets.map((ticket) => post(server, 'second-factor', { ticket, code: right })))
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('[I31] a ticket signs in once, for five minutes, and for its own account', async () => {
  const { server, owner, code, nextCode, clock } = await open()
  const app = await turnOn(owner, code)
  const host = await server.hire(owner, 'host')
  const theirs = await turnOn(host, code)
  const refused = { status: 401, body: { code: 'unauthenticated' } }
  const ticket = await ticketOf(server, owner)
  expect(await post(server, 'second-factor', { ticket, code: nextCode(theirs) })).toMatchObject(wrongCode)
  expect((await post(server, 'second-factor', { ticket, code: code(app) })).status).toBe(200)
  expect(await post(server, 'second-factor', { ticket, code: nextCode(app) })).toMatchObject(refused)
  const old = await ticketOf(server, owner)
  clock.aheadMs += 301_000
  expect(await post(server, 'second-factor', { ticket: old, code: code(app) })).toMatchObject(refused)
  for (const forged of [`${old}x`, owner.session.access_token, 'x']) {
    expect(await post(server, 'second-factor', { ticket: forged, code: code(app) })).toMatchObject(refused)
  }
})

test('[I31] a ticket is no access token, and ends with the password that it was given for', async () => {
  const { server, owner, code, nextCode } = await open()
  const app = await turnOn(owner, code)
  const ticket = await ticketOf(server, owner)
  expect(
    (await server.inject({ method: 'GET', url: '/api/v1/auth/me', headers: { authorization: `Bearer ${ticket}` } }))
      .status,
  ).toBe(401)
  const body = { current_password: memberPassword, new_password: 'another good password' }
  expect((await owner.ask('POST', 'auth/password', body)).status).toBe(204)
  expect(await post(server, 'second-factor', { ticket, code: nextCode(app) })).toMatchObject({ status: 401 })
})

test('[I31] a recovery code signs in once, however it is typed, and new ones replace all of them', async () => {
  const { server, owner, code } = await open()
  const app = await turnOn(owner, code)
  const [first = '', second = ''] = app.recovery
  const typed = first.toLowerCase().replaceAll('-', ' ')
  const signIn = async (given: string) =>
    (await post(server, 'second-factor', { ticket: await ticketOf(server, owner), code: given })).status
  expect(await signIn(typed)).toBe(200)
  expect(await signIn(first)).toBe(422)
  expect(await factorsOf(owner)).toMatchObject({ totp: { recovery_codes_left: 9 } })
  const renewed = await owner.ask<RecoveryCodes>('POST', 'auth/recovery-codes')
  expect(renewed).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
  expect(await signIn(second)).toBe(422)
  expect(await signIn(renewed.body.recovery_codes[0] ?? '')).toBe(200)
})

test('[I31] guesses of codes are limited by account and address, and a right password forgives none', async () => {
  const { server, owner, code, nextCode } = await open()
  const app = await turnOn(owner, code)
  const statuses: number[] = []
  for (let n = 0; n < 12; n += 1) {
    const ticket = await ticketOf(server, owner)
    statuses.push((await post(server, 'second-factor', { ticket, code: String(100_000 + n) })).status)
  }
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(422))
  expect(statuses.slice(10)).toEqual([429, 429])
  // The wait is over after some seconds.
  const ticket = await ticketOf(server, owner)
  expect((await post(server, 'second-factor', { ticket, code: nextCode(app) })).status).toBe(200)
})

test('[I31] of forty guesses sent at once no more are compared than one after another', async () => {
  const { server, owner, code } = await open()
  await turnOn(owner, code)
  const ticket = await ticketOf(server, owner)
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, n) => post(server, 'second-factor', { ticket, code: String(200_000 + n) })),
  )
  expect(replies.filter(({ status }) => status === 422)).toHaveLength(10)
})

test('[I31] registering with the account, and accepting an invitation with its password, need the code too', async () => {
  const { server, owner, code, nextCode } = await open()
  const app = await turnOn(owner, code)
  const { email } = owner.session.user
  const registration = { restaurantName: 'Second', name: 'Ona', email, password: memberPassword }
  const needed = { status: 403, body: { code: 'second_factor_required' } }
  expect(await post(server, 'register', registration)).toMatchObject(needed)
  expect(await post(server, 'register', { ...registration, code: '000000' })).toMatchObject(wrongCode)
  expect((await owner.ask<Session>('GET', 'auth/me')).body.restaurants).toHaveLength(1)
  expect((await post(server, 'register', { ...registration, code: nextCode(app) })).status).toBe(201)
  const other = await server.register()
  const { body } = await other.ask('POST', 'users', { email, name: 'Ona', role: 'host' })
  const token = tokenOf(body as { link: string })
  expect(await post(server, 'accept', { token, password: memberPassword })).toMatchObject(needed)
  const accepted = { token, password: memberPassword, code: nextCode(app) }
  expect(await post(server, 'accept', accepted)).toMatchObject({ status: 200 })
})

test('[I31] a session that was left open neither turns it on nor off, nor shows recovery codes', async () => {
  const { server, owner, code, nextCode, clock } = await open()
  const app = await turnOn(owner, code)
  clock.aheadMs += 16 * 60_000
  const refreshed = await post(server, 'refresh', { refresh_token: owner.session.refresh_token })
  const later = server.as(refreshed.body as unknown as Session)
  const needed = { status: 403, body: { code: 'step_up_required' } }
  expect(await later.ask('DELETE', 'auth/totp')).toMatchObject(needed)
  expect(await later.ask('POST', 'auth/totp')).toMatchObject(needed)
  expect(await later.ask('POST', 'auth/recovery-codes')).toMatchObject(needed)
  expect(await later.ask('POST', 'auth/step-up', {})).toMatchObject({ status: 422 })
  expect(await later.ask('POST', 'auth/step-up', { code: '000000' })).toMatchObject(wrongCode)
  expect(await later.ask('POST', 'auth/step-up', { code: app.recovery[0] ?? '' })).toMatchObject(wrongCode)
  expect(await later.ask('POST', 'auth/step-up', { code: nextCode(app) })).toMatchObject({ status: 204 })
  expect(await later.ask('POST', 'auth/totp')).toMatchObject({ status: 409, body: { code: 'already_exists' } })
  expect(await later.ask('DELETE', 'auth/totp')).toMatchObject({ status: 204 })
  expect(await later.ask('DELETE', 'auth/totp')).toMatchObject({ status: 404 })
  expect(await later.ask('POST', 'auth/step-up', { code: nextCode(app) })).toMatchObject(wrongCode)
  expect((await logIn(server, owner)).status).toBe(200)
})

test('[I31] a new password by a link is no way around the code of a proven address', async () => {
  const { server, owner, code, nextCode } = await open()
  // Accepting an invitation has proven the address.
  const host = await server.hire(owner, 'host')
  const app = await turnOn(host, code)
  const made = await owner.ask('POST', `users/${host.session.user.id}/reset-link`)
  const token = tokenOf(made.body as { link: string })
  expect(await post(server, 'reset', { token, password: 'a new good password' })).toMatchObject({ status: 204 })
  const asked = await logIn(server, host, { password: 'a new good password' })
  expect(asked).toMatchObject({ status: 403, body: { code: 'second_factor_required' } })
  const { ticket } = asked.body.current as { ticket: string }
  expect((await post(server, 'second-factor', { ticket, code: nextCode(app) })).status).toBe(200)
})

test('[I31] who proves an address that nobody had proven finds no code of another there', async () => {
  const { server, owner, code } = await open()
  const { email } = owner.session.user
  await turnOn(owner, code)
  const { link } = await server.accounts.administration.createLink('reset', email)
  const reset = { token: tokenOf({ link }), password: 'a new good password' }
  expect(await post(server, 'reset', reset)).toMatchObject({ status: 204 })
  const { status, body } = await logIn(server, owner, { password: 'a new good password' })
  expect(status).toBe(200)
  expect(await factorsOf(server.as(body as unknown as Session))).toMatchObject({ totp: null })
})

test('[I31] the operator removes the codes of a person who has lost their phone, and ends their sessions', async () => {
  const { server, owner, code } = await open()
  await turnOn(owner, code)
  await server.accounts.administration.removeFactors(owner.session.user.email)
  expect((await owner.ask('GET', 'auth/me')).status).toBe(401)
  expect((await logIn(server, owner)).status).toBe(200)
})

test('neither secrets, codes nor tickets are in the log', async () => {
  const { server, owner, code, nextCode, lines } = await open()
  const app = await turnOn(owner, code)
  const ticket = await ticketOf(server, owner)
  const right = nextCode(app)
  await post(server, 'second-factor', { ticket, code: '123456' })
  await post(server, 'second-factor', { ticket, code: right })
  const text = lines.join('')
  expect(text).toContain('second-factor')
  const { secret } = app
  for (const hidden of [new Secret({ buffer: new Uint8Array(secret).buffer }).base32, right, ticket, ...app.recovery]) {
    expect(text).not.toContain(hidden)
  }
})

test('the database holds a sealed secret and hashes alone', async () => {
  const { server, owner, code } = await open()
  const app = await turnOn(owner, code)
  const userId = owner.session.user.id
  const [stored] = await server.db.asAccount({ userId }, (tx) =>
    tx.query<{ text: string }>(
      `select (select json_agg(f) from totp_factors f)::text || (select json_agg(c) from recovery_codes c)::text as text`,
    ),
  )
  for (const hidden of [app.secret.toString('hex'), ...app.recovery]) expect(stored?.text).not.toContain(hidden)
})
