import { expect, test } from 'vitest'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const unauthenticated = { code: 'unauthenticated' }

test('login accepts the right password alone, and answers the same to a wrong one and an unknown email', async () => {
  const { accounts, register } = await openTestAccounts()
  const { session } = await register('ada@example.com')
  const again = await accounts.login({ email: 'ada@example.com', password: memberPassword })
  expect(again).toMatchObject({ user: session.user, restaurant: session.restaurant })
  expect(again.refresh_token).not.toBe(session.refresh_token)
  const wrong = await accounts.login({ email: 'ada@example.com', password: 'wrong' }).catch((problem) => problem)
  const nobody = await accounts
    .login({ email: 'nobody@example.com', password: memberPassword })
    .catch((problem) => problem)
  expect(wrong).toMatchObject(unauthenticated)
  expect({ ...nobody }).toEqual({ ...wrong })
})

test('failed sign-ins are throttled per account and address, and others are not', async () => {
  const { accounts, clock, register } = await openTestAccounts()
  await register('ada@example.com')
  const from = (address: string, given: string) =>
    accounts.login({ email: 'ada@example.com', password: given, address })
  for (let i = 0; i < 10; i++) await expect(from('203.0.113.7', 'wrong')).rejects.toMatchObject(unauthenticated)
  const limited = { code: 'rate_limited', retryAfterSeconds: 1 }
  await expect(from('203.0.113.7', memberPassword)).rejects.toMatchObject(limited)
  await from('198.51.100.1', memberPassword)
  clock.now += 1000
  await from('203.0.113.7', memberPassword)
})

test('of many guesses sent at once, only the free ones and those in flight are compared', async () => {
  const { accounts, register } = await openTestAccounts({ passwords: { cost: 4, slots: 1 } })
  await register('ada@example.com')
  const guesses = await Promise.allSettled(
    Array.from({ length: 40 }, () =>
      accounts.login({ email: 'ada@example.com', password: 'wrong', address: '203.0.113.7' }),
    ),
  )
  const codes = guesses.map((one) => (one.status === 'rejected' ? one.reason.code : 'signed in'))
  expect(codes.filter((code) => code === 'unauthenticated').length).toBeLessThanOrEqual(12)
  expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThanOrEqual(28)
})

test('refresh spends its token and gives a new pair for the same session', async () => {
  const { accounts, clock, register } = await openTestAccounts()
  const { session, identity } = await register()
  clock.now += 14 * 60_000
  const next = await accounts.refresh(session.refresh_token)
  expect(next).toMatchObject({ user: session.user, restaurant: session.restaurant, restaurants: session.restaurants })
  expect(await accounts.authenticate(next.access_token)).toEqual({
    ...identity,
    expiresAt: clock.now + 15 * 60_000,
  })
})

test('a refresh token sent again within 30 seconds, because the answer was lost, gets the same pair on every node', async () => {
  const { accounts, clock, ended, node, register } = await openTestAccounts()
  const { session } = await register()
  const first = await accounts.refresh(session.refresh_token)
  clock.now += 29_000
  const again = await node().refresh(session.refresh_token)
  expect(again).toEqual({ ...first, expires_in: first.expires_in - 29 })
  expect(ended).toEqual([])
  await accounts.refresh(again.refresh_token)
})

test('its repeat has the very same access token, however long the first answer took', async () => {
  const { accounts, clock, register } = await openTestAccounts()
  const { session } = await register()
  let time = clock.now
  Object.defineProperty(clock, 'now', { get: () => (time += 700) })
  const first = await accounts.refresh(session.refresh_token)
  const again = await accounts.refresh(session.refresh_token)
  expect(again.access_token).toBe(first.access_token)
})

test('a spent refresh token ends the session once its successor was used, also within 30 seconds', async () => {
  const { accounts, register } = await openTestAccounts()
  const { session } = await register()
  const next = await accounts.refresh(session.refresh_token)
  const last = await accounts.refresh(next.refresh_token)
  await expect(accounts.refresh(session.refresh_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.refresh(last.refresh_token)).rejects.toMatchObject(unauthenticated)
})

test('a repeat does not bring back a session that was ended meanwhile', async () => {
  const { accounts, register } = await openTestAccounts()
  const { session } = await register()
  const next = await accounts.refresh(session.refresh_token)
  await accounts.logout(next.refresh_token)
  await expect(accounts.refresh(session.refresh_token)).rejects.toMatchObject(unauthenticated)
})

test('a refresh token used again later ends its whole family, on every node', async () => {
  const { accounts, clock, ended, node, register } = await openTestAccounts()
  const { session, identity } = await register()
  const elsewhere = node()
  const next = await accounts.refresh(session.refresh_token)
  await elsewhere.authenticate(next.access_token)
  clock.now += 30_000
  await expect(accounts.refresh(session.refresh_token)).rejects.toMatchObject(unauthenticated)
  expect(ended).toEqual([{ userId: identity.userId, sessionId: identity.sessionId }])
  await expect(accounts.refresh(next.refresh_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.authenticate(next.access_token)).rejects.toMatchObject(unauthenticated)
  clock.now += 2000
  await expect(elsewhere.authenticate(next.access_token)).rejects.toMatchObject(unauthenticated)
  await accounts.login({ email: session.user.email, password: memberPassword })
})

test('parallel refreshes with one token, on two nodes, get one pair between them', async () => {
  const { accounts, node, register } = await openTestAccounts()
  const other = node()
  for (let round = 0; round < 5; round++) {
    const { session } = await register()
    const outcomes = await Promise.allSettled(
      [accounts, other, accounts, other].map((one) => one.refresh(session.refresh_token)),
    )
    const pairs = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(pairs).toHaveLength(4)
    expect(new Set(pairs.map(({ refresh_token }) => refresh_token)).size).toBe(1)
    expect(new Set(pairs.map(({ access_token }) => access_token)).size).toBe(1)
    await other.refresh(pairs[0]?.refresh_token ?? '')
  }
})

test('a token stored while its family is being ended is invalid from the start', async () => {
  const { accounts, db, register, signedIn } = await openTestAccounts()
  const { session, identity } = await register()
  const next = await signedIn(await accounts.refresh(session.refresh_token))
  await accounts.logout(identity)
  // The state that a refresh leaves behind when it commits right after the family was revoked.
  await db.asAccount({ userId: identity.userId }, (tx) =>
    tx.query('update refresh_tokens set revoked_at = null where used_at is null'),
  )
  await expect(accounts.authenticate(next.session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.refresh(next.session.refresh_token)).rejects.toMatchObject(unauthenticated)
})

test('a refresh token expires after its days, each successor anew, and nonsense is refused', async () => {
  const { accounts, clock, register } = await openTestAccounts()
  const { session } = await register()
  clock.now += 29 * 86_400_000
  const next = await accounts.refresh(session.refresh_token)
  clock.now += 29 * 86_400_000
  const last = await accounts.refresh(next.refresh_token)
  clock.now += 30 * 86_400_000
  await expect(accounts.refresh(last.refresh_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.refresh('nonsense')).rejects.toMatchObject(unauthenticated)
})

test('logout ends the session by either token, and does nothing for ended and unknown ones', async () => {
  const { accounts, ended, register, signedIn } = await openTestAccounts()
  const { session, identity } = await register()
  const other = await signedIn(await accounts.login({ email: identity.email, password: memberPassword }))
  await accounts.logout(session.refresh_token)
  await accounts.logout(session.refresh_token)
  await accounts.logout('nonsense')
  await expect(accounts.authenticate(session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.refresh(session.refresh_token)).rejects.toMatchObject(unauthenticated)
  await accounts.authenticate(other.session.access_token)
  await accounts.logout(other.identity)
  await expect(accounts.authenticate(other.session.access_token)).rejects.toMatchObject(unauthenticated)
  expect(ended).toContainEqual({ userId: identity.userId, sessionId: other.identity.sessionId })
})

test('switch opens a session at another restaurant of the user, and login returns to the last one', async () => {
  const { accounts, clock, register, signedIn } = await openTestAccounts()
  const { session: first, identity } = await register('ada@example.com')
  clock.now += 1000
  const { session: second } = await register('ada@example.com')
  const stranger = await register()
  clock.now += 1000
  const back = await accounts.switchTo(identity, first.restaurant.id)
  expect(back.restaurant).toEqual(first.restaurant)
  expect((await accounts.login({ email: 'ada@example.com', password: memberPassword })).restaurant.id).toBe(
    first.restaurant.id,
  )
  clock.now += 1000
  const there = await signedIn(await accounts.switchTo(identity, second.restaurant.id))
  expect(there.identity).toMatchObject({ restaurantId: second.restaurant.id, role: 'owner' })
  expect((await accounts.login({ email: 'ada@example.com', password: memberPassword })).restaurant.id).toBe(
    second.restaurant.id,
  )
  expect(await accounts.authenticate(first.access_token)).toEqual(identity)
  const chosen = await accounts.login({
    email: 'ada@example.com',
    password: memberPassword,
    restaurantId: first.restaurant.id,
  })
  expect(chosen.restaurant.id).toBe(first.restaurant.id)
  for (const foreign of [stranger.identity.restaurantId, 9999]) {
    await expect(accounts.switchTo(identity, foreign)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      accounts.login({ email: 'ada@example.com', password: memberPassword, restaurantId: foreign }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    })
  }
})

test('a new password ends all other sessions and keeps this one', async () => {
  const { accounts, ended, register, signedIn } = await openTestAccounts()
  const { session, identity } = await register('ada@example.com')
  const other = await signedIn(await accounts.login({ email: 'ada@example.com', password: memberPassword }))
  await expect(accounts.changePassword(identity, { current: 'wrong', next: 'a new password' })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'current_password' }],
  })
  await accounts.authenticate(other.session.access_token)
  await accounts.changePassword(identity, { current: memberPassword, next: 'a new password' })
  expect(ended).toEqual([{ userId: identity.userId, sessionId: other.identity.sessionId }])
  await expect(accounts.authenticate(other.session.access_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.refresh(other.session.refresh_token)).rejects.toMatchObject(unauthenticated)
  await accounts.authenticate(session.access_token)
  await accounts.refresh(session.refresh_token)
  await expect(accounts.login({ email: 'ada@example.com', password: memberPassword })).rejects.toMatchObject(
    unauthenticated,
  )
  await accounts.login({ email: 'ada@example.com', password: 'a new password' })
})

test('no session created with the old password outlives its change', async () => {
  const { accounts, register } = await openTestAccounts({ passwords: { cost: 4, slots: 8 } })
  const { identity } = await register('ada@example.com')
  const logins = Array.from({ length: 8 }, () => accounts.login({ email: 'ada@example.com', password: memberPassword }))
  const outcomes = Promise.allSettled(logins)
  await accounts.changePassword(identity, { current: memberPassword, next: 'a new password' })
  for (const outcome of await outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(unauthenticated)
    else await expect(accounts.refresh(outcome.value.refresh_token)).rejects.toMatchObject(unauthenticated)
  }
})

test('the next sign-in renews a hash of a lower cost', async () => {
  const { accounts, db, node, register } = await openTestAccounts()
  await register('ada@example.com')
  const stronger = node({ passwords: { cost: 5 } })
  await stronger.login({ email: 'ada@example.com', password: memberPassword })
  const [user] = await db.asAccount({ email: 'ada@example.com' }, (tx) =>
    tx.query<{ password_hash: string }>('select password_hash from users'),
  )
  expect(user?.password_hash).toMatch(/^\$2b\$05\$/)
  await accounts.login({ email: 'ada@example.com', password: memberPassword })
})

test('me returns user, restaurant and the other restaurants', async () => {
  const { accounts, register } = await openTestAccounts()
  const { session, identity } = await register()
  const { user, restaurant, restaurants } = session
  expect(await accounts.me(identity)).toEqual({ user, restaurant, restaurants })
})

test('a ticket gives its identity once, and not after the session has ended', async () => {
  const { accounts, register } = await openTestAccounts()
  const { identity } = await register()
  const { ticket } = await accounts.createTicket(identity)
  expect(await accounts.redeemTicket(ticket)).toEqual(identity)
  await expect(accounts.redeemTicket(ticket)).rejects.toMatchObject(unauthenticated)
  const late = await accounts.createTicket(identity)
  await accounts.logout(identity)
  await expect(accounts.redeemTicket(late.ticket)).rejects.toMatchObject(unauthenticated)
})

test('nothing stored lets a reader of the database sign in', async () => {
  const { accounts, db, register } = await openTestAccounts()
  const { session, identity } = await register()
  const next = await accounts.refresh(session.refresh_token)
  const rows = await db.asAccount({ userId: identity.userId }, async (tx) => [
    ...(await tx.query<{ row: string }>('select to_jsonb(u)::text as row from users u')),
    ...(await tx.query<{ row: string }>('select to_jsonb(t)::text as row from refresh_tokens t')),
  ])
  const stored = rows.map(({ row }) => row).join('\n')
  expect(stored).not.toContain(memberPassword)
  for (const { refresh_token } of [session, next]) {
    expect(stored).not.toContain(refresh_token)
    expect(stored).not.toContain(Buffer.from(refresh_token, 'base64url').toString('hex'))
  }
})

test('a repeated refresh gets the same token although SECRET_KEY was replaced in between', async () => {
  const { register, accounts, node } = await openTestAccounts()
  const { session } = await register()
  const first = await accounts.refresh(session.refresh_token)
  const restarted = node({ secretKey: ['the next secret key of the tests', 'the secret key of the tests'] })
  const repeated = await restarted.refresh(session.refresh_token)
  expect(repeated.refresh_token).toBe(first.refresh_token)
  await restarted.refresh(repeated.refresh_token)
})
