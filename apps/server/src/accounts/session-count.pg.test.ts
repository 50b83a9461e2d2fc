import { expect, test } from 'vitest'
import { sessionsPerUser } from './session-count.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const unauthenticated = { code: 'unauthenticated' }

test('[I30] a person has so many sessions and no more: a new one ends that which was used the longest ago', async () => {
  const { accounts, clock, db, ended, register } = await openTestAccounts()
  const { identity, session } = await register()
  const { userId, restaurantId, sessionId } = identity
  clock.now += 60_000
  const signIn = async () =>
    accounts.authenticate((await accounts.login({ email: session.user.email, password: memberPassword })).access_token)
  const used = await signIn()
  await db.asAccount({ userId }, (tx) =>
    tx.query(
      `insert into refresh_tokens (id, user_id, restaurant_id, family_id, token_hash, created_at, expires_at)
       select gen_random_uuid(), $1, $2, gen_random_uuid(), sha256(n::text::bytea), t.created_at, t.expires_at
         from generate_series(1, $4::int) n, refresh_tokens t where t.family_id = $3`,
      [userId, restaurantId, used.sessionId, sessionsPerUser - 2],
    ),
  )
  expect(ended).toEqual([])
  clock.now += 60_000
  await accounts.switchTo(used, restaurantId)
  expect(ended).toEqual([{ userId, sessionId }])
  await expect(accounts.authenticate(session.access_token)).rejects.toMatchObject(unauthenticated)
  expect(await accounts.ownSessions.list(used)).toHaveLength(sessionsPerUser)
  // Those that have ended count too, and go after a minute.
  await accounts.ownSessions.endOthers(used)
  clock.now += 120_000
  await signIn()
  const rows = await db.asAccount({ userId }, (tx) => tx.query('select 1 from refresh_tokens'))
  expect(rows).toHaveLength(sessionsPerUser)
})

test('[I30] a session that is renewed without end is over', async () => {
  const { accounts, db, register } = await openTestAccounts({ accessTokenMinutes: 1440, refreshTokenDays: 30 })
  const { identity, session } = await register()
  const { userId, restaurantId, sessionId } = identity
  await db.asAccount({ userId }, (tx) =>
    tx.query(
      `insert into refresh_tokens (id, user_id, restaurant_id, family_id, token_hash, created_at, expires_at, used_at)
       select gen_random_uuid(), $1, $2, $3, sha256(n::text::bytea), t.created_at, t.expires_at, t.created_at
         from generate_series(1, 998) n, refresh_tokens t where t.family_id = $3`,
      [userId, restaurantId, sessionId],
    ),
  )
  const next = await accounts.refresh(session.refresh_token)
  await expect(accounts.refresh(next.refresh_token)).rejects.toMatchObject(unauthenticated)
  await expect(accounts.authenticate(next.access_token)).rejects.toMatchObject(unauthenticated)
})
