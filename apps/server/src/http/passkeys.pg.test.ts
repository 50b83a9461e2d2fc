import type { Factors, Passkey, PasskeyAssertion, PasskeyChallenge, Session } from '@qtable/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { relyingPartyOf } from '../accounts/relying-party.ts'
import { tokenOf } from '../accounts/testing/invite-and-accept.ts'
import { memberPassword } from '../accounts/testing/open-accounts.ts'
import { openSoftAuthenticator, type SoftAuthenticator } from '../accounts/testing/soft-authenticator.ts'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

const refused = { status: 401, body: { code: 'unauthenticated' } }

async function open() {
  const clock = { aheadMs: 0 }
  const server = await openTestServer({ now: () => Date.now() + clock.aheadMs })
  onTestFinished(server.close)
  return { server, clock, owner: await server.register() }
}

async function addPasskey(client: TestClient, device: SoftAuthenticator, name?: string): Promise<Passkey> {
  const { body: asked } = await client.ask<PasskeyChallenge>('POST', 'auth/passkeys/options')
  const made = { ...device.create(asked), ...(name === undefined ? {} : { name }) }
  const added = await client.ask<Passkey>('POST', 'auth/passkeys', made)
  expect(added).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
  return added.body
}

async function askToSignIn(server: TestServer): Promise<PasskeyChallenge> {
  const asked = await server.inject({ method: 'POST', url: '/api/v1/auth/passkeys/sign-in-options' })
  expect(asked).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
  return asked.body as unknown as PasskeyChallenge
}

const signIn = (server: TestServer, answer: PasskeyAssertion & { restaurant_id?: number }) =>
  server.inject({ method: 'POST', url: '/api/v1/auth/passkeys/sign-in', payload: answer })

const logIn = (server: TestServer, { session }: TestClient) =>
  server.inject({
    ...{ method: 'POST', url: '/api/v1/auth/login' },
    payload: { email: session.user.email, password: memberPassword },
  })

test('[I31] a passkey signs in without an email, and is listed with when it was used', async () => {
  const { server, owner } = await open()
  const device = openSoftAuthenticator()
  const added = await addPasskey(owner, device, 'My phone')
  expect(added).toMatchObject({ name: 'My phone', last_used_at: null })
  const asked = await askToSignIn(server)
  expect(asked.options).toMatchObject({ rpId: 'localhost', userVerification: 'required' })
  expect(asked.options.allowCredentials ?? []).toEqual([])
  const signedIn = await signIn(server, device.sign(asked))
  expect(signedIn).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
  const client = server.as(signedIn.body as unknown as Session)
  expect((await client.ask<Session>('GET', 'auth/me')).body.user.id).toBe(owner.session.user.id)
  const { body } = await client.ask<Factors>('GET', 'auth/factors')
  expect(body).toMatchObject({ passkeys_possible: true, passkeys: [{ id: added.id, name: 'My phone' }] })
  expect(body.passkeys[0]?.last_used_at).not.toBeNull()
  // The password still works.
  expect((await logIn(server, owner)).status).toBe(200)
})

test('[I31] a passkey is both factors: no code is asked for beside it', async () => {
  const { server, owner } = await open()
  const device = openSoftAuthenticator()
  await addPasskey(owner, device)
  const { userId } = await server.accounts.authenticate(owner.session.access_token)
  await server.db.asAccount({ userId }, (tx) =>
    tx.query(`insert into totp_factors (user_id, secret, created_at, confirmed_at) values ($1, $2, now(), now())`, [
      userId,
      Buffer.alloc(48),
    ]),
  )
  expect((await logIn(server, owner)).status).toBe(403)
  expect((await signIn(server, device.sign(await askToSignIn(server)))).status).toBe(200)
})

test('[I31] an answer signs in once, and its challenge holds for five minutes', async () => {
  const { server, owner, clock } = await open()
  const device = openSoftAuthenticator()
  await addPasskey(owner, device)
  const asked = await askToSignIn(server)
  const answer = device.sign(asked)
  expect((await signIn(server, answer)).status).toBe(200)
  expect(await signIn(server, answer)).toMatchObject(refused)
  // Signed again, with a counter that has grown: the challenge is used up.
  expect(await signIn(server, device.sign(asked))).toMatchObject(refused)
  const old = device.sign(await askToSignIn(server))
  clock.aheadMs += 301_000
  expect(await signIn(server, old)).toMatchObject(refused)
})

test('[I31] of one answer sent eight times at once one signs in', async () => {
  const { server, owner } = await open()
  const device = openSoftAuthenticator()
  await addPasskey(owner, device)
  const answer = device.sign(await askToSignIn(server))
  const replies = await Promise.all(Array.from({ length: 8 }, () => signIn(server, answer)))
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('[I31] what another site, another challenge or nobody at the device has signed opens nothing', async () => {
  const { server, owner } = await open()
  const device = openSoftAuthenticator()
  await addPasskey(owner, device)
  const another = (await askToSignIn(server)).options.challenge as string
  const mistakes = [
    { origin: 'https://qtable.evil.example' },
    { origin: 'http://localhost.evil.example:8000' },
    { origin: 'https://localhost:8000' },
    { rpId: 'evil.example' },
    { isVerified: false },
    { challenge: another },
    { userHandle: Buffer.alloc(16, 7).toString('base64url') },
  ]
  for (const mistake of mistakes) {
    expect(await signIn(server, device.sign(await askToSignIn(server), mistake))).toMatchObject(refused)
  }
  const stranger = openSoftAuthenticator()
  expect(await signIn(server, stranger.sign(await askToSignIn(server)))).toMatchObject(refused)
  const { credential } = device.sign(await askToSignIn(server))
  // A signature by another key.
  const { signature } = stranger.sign(await askToSignIn(server)).credential.response
  const asked = await askToSignIn(server)
  const swapped = {
    ticket: asked.ticket,
    credential: { ...credential, response: { ...credential.response, signature } },
  }
  expect(await signIn(server, swapped)).toMatchObject(refused)
  expect((await signIn(server, device.sign(await askToSignIn(server)))).status).toBe(200)
})

test('[I31] a counter that falls behind is that of a copy, and signs in nowhere', async () => {
  const { server, owner } = await open()
  const device = openSoftAuthenticator()
  await addPasskey(owner, device)
  expect((await signIn(server, device.sign(await askToSignIn(server), { counter: 9 }))).status).toBe(200)
  for (const counter of [9, 8, 0]) {
    expect(await signIn(server, device.sign(await askToSignIn(server), { counter }))).toMatchObject(refused)
  }
  expect((await signIn(server, device.sign(await askToSignIn(server), { counter: 10 }))).status).toBe(200)
  // One that does not count stays at 0.
  const silent = openSoftAuthenticator()
  await addPasskey(owner, silent)
  for (let n = 0; n < 2; n += 1) {
    expect((await signIn(server, silent.sign(await askToSignIn(server), { counter: 0 }))).status).toBe(200)
  }
})

test('[I31] a removed passkey opens nothing, and nobody renames or removes that of another', async () => {
  const { server, owner } = await open()
  const device = openSoftAuthenticator()
  const { id } = await addPasskey(owner, device)
  const host = await server.hire(owner, 'host')
  expect(await host.ask('DELETE', `auth/passkeys/${id}`)).toMatchObject({ status: 404 })
  expect(await host.ask('PATCH', `auth/passkeys/${id}`, { name: 'Mine' })).toMatchObject({ status: 404 })
  expect(await owner.ask('PATCH', `auth/passkeys/${id}`, { name: 'Spare' })).toMatchObject({
    status: 200,
    body: { name: 'Spare' },
  })
  const answer = device.sign(await askToSignIn(server))
  expect((await owner.ask('DELETE', `auth/passkeys/${id}`)).status).toBe(204)
  expect(await signIn(server, answer)).toMatchObject(refused)
  expect(await owner.ask('DELETE', `auth/passkeys/${id}`)).toMatchObject({ status: 404 })
})

test('[I31] a passkey is made after a step-up, for its own account, with its own challenge, once', async () => {
  const { server, owner, clock } = await open()
  const wrong = { status: 422, body: { code: 'validation_failed' } }
  const host = await server.hire(owner, 'host')
  const device = openSoftAuthenticator()
  const ask = async (client: TestClient) => (await client.ask<PasskeyChallenge>('POST', 'auth/passkeys/options')).body
  expect(await owner.ask('POST', 'auth/passkeys', device.create(await ask(host)))).toMatchObject(wrong)
  for (const mistake of [{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { isVerified: false }]) {
    expect(await owner.ask('POST', 'auth/passkeys', device.create(await ask(owner), mistake))).toMatchObject(wrong)
  }
  const asked = await ask(owner)
  expect(asked.options).toMatchObject({
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  expect(await owner.ask('POST', 'auth/passkeys', device.create(asked))).toMatchObject({ status: 201 })
  expect(await owner.ask('POST', 'auth/passkeys', openSoftAuthenticator().create(asked))).toMatchObject(wrong)
  // Known already, to whoever adds it.
  expect(await host.ask('POST', 'auth/passkeys', device.create(await ask(host)))).toMatchObject({ status: 409 })
  // The ticket of a sign-in makes no passkey.
  const { ticket } = await askToSignIn(server)
  const mixed = { ...openSoftAuthenticator().create(await ask(owner)), ticket }
  expect(await owner.ask('POST', 'auth/passkeys', mixed)).toMatchObject(wrong)
  clock.aheadMs += 16 * 60_000
  const { body } = await server.inject({
    ...{ method: 'POST', url: '/api/v1/auth/refresh', payload: { refresh_token: owner.session.refresh_token } },
  })
  const later = server.as(body as unknown as Session)
  expect(await later.ask('POST', 'auth/passkeys/options')).toMatchObject({ body: { code: 'step_up_required' } })
})

test('[I31] a passkey of the same person confirms a session', async () => {
  const { server, owner, clock } = await open()
  const host = await server.hire(owner, 'host')
  const [device, theirs] = [openSoftAuthenticator(), openSoftAuthenticator()]
  await addPasskey(owner, device)
  await addPasskey(host, theirs)
  clock.aheadMs += 16 * 60_000
  const { body } = await server.inject({
    ...{ method: 'POST', url: '/api/v1/auth/refresh', payload: { refresh_token: owner.session.refresh_token } },
  })
  const later = server.as(body as unknown as Session)
  const at = `users/${host.session.user.id}`
  expect((await later.ask('PATCH', at, { role: 'server' })).status).toBe(403)
  const ask = async () => (await later.ask<PasskeyChallenge>('POST', 'auth/passkeys/step-up-options')).body
  const wrong = { status: 422, body: { code: 'validation_failed' } }
  expect(await later.ask('POST', 'auth/passkeys/step-up', theirs.sign(await ask()))).toMatchObject(wrong)
  expect(await later.ask('POST', 'auth/passkeys/step-up', device.sign(await askToSignIn(server)))).toMatchObject(wrong)
  expect((await later.ask('PATCH', at, { role: 'server' })).status).toBe(403)
  expect((await later.ask('POST', 'auth/passkeys/step-up', device.sign(await ask()))).status).toBe(204)
  expect((await later.ask('PATCH', at, { role: 'server' })).status).toBe(200)
})

test('[I31] after a reset of the password no passkey is left', async () => {
  const { server, owner } = await open()
  const host = await server.hire(owner, 'host')
  const device = openSoftAuthenticator()
  await addPasskey(host, device)
  const answer = device.sign(await askToSignIn(server))
  const made = await owner.ask('POST', `users/${host.session.user.id}/reset-link`)
  const payload = { token: tokenOf(made.body as { link: string }), password: 'a new good password' }
  expect((await server.inject({ method: 'POST', url: '/api/v1/auth/reset', payload })).status).toBe(204)
  expect(await signIn(server, answer)).toMatchObject(refused)
})

test('[I31] of an account whose address another person has proven no passkey is left', async () => {
  const { server, owner } = await open()
  // Somebody has registered with an address that is not theirs, and made a passkey.
  const thief = await server.register()
  const device = openSoftAuthenticator()
  await addPasskey(thief, device)
  const { email } = thief.session.user
  const { body } = await owner.ask('POST', 'users', { email, name: 'Jo', role: 'host' })
  const payload = { token: tokenOf(body as { link: string }), name: 'Jo', password: 'a new good password' }
  const accepted = await server.inject({ method: 'POST', url: '/api/v1/auth/accept', payload })
  expect(accepted.status).toBe(200)
  expect(await signIn(server, device.sign(await askToSignIn(server)))).toMatchObject(refused)
  const jo = server.as(accepted.body as unknown as Session)
  expect((await jo.ask<Factors>('GET', 'auth/factors')).body).toMatchObject({ totp: null, passkeys: [] })
})

test('a person has twenty passkeys at most', async () => {
  const { owner } = await open()
  for (let n = 0; n < 20; n += 1) await addPasskey(owner, openSoftAuthenticator())
  expect(await owner.ask('POST', 'auth/passkeys/options')).toMatchObject({
    status: 409,
    body: { code: 'invalid_transition' },
  })
})

test('passkeys are for the public address, for this machine in development, and for nothing in production without one', () => {
  const named = relyingPartyOf('https://floor.example.com', { isProduction: true })
  expect(named?.id).toBe('floor.example.com')
  expect(named?.originFor('https://evil.example')).toBe('https://floor.example.com')
  expect(relyingPartyOf(undefined, { isProduction: true })).toBeUndefined()
  const local = relyingPartyOf(undefined, { isProduction: false })
  expect(local?.originFor('http://localhost:5173')).toBe('http://localhost:5173')
  expect(local?.originFor('http://localhost.evil.example')).toBe('http://localhost')
})
