import { serviceDayAt } from '@qtable/domain'
import { Session } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { slugCandidates } from './create-restaurant.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const given = {
  restaurantName: 'Chez Ada',
  timezone: 'Europe/Paris',
  name: 'Ada',
  email: 'ada@example.com',
  password: memberPassword,
}

test('registering creates a restaurant at version 1, its owner, and a session', async () => {
  const { accounts, db, clock } = await openTestAccounts()
  const session = await accounts.register(given)
  expect(Session.parse(session)).toEqual(session)
  expect(session).toMatchObject({
    token_type: 'Bearer',
    expires_in: 900,
    user: { email: 'ada@example.com', name: 'Ada', role: 'owner' },
    restaurant: { id: 1, name: 'Chez Ada', slug: 'chez-ada', timezone: 'Europe/Paris' },
    restaurants: [{ id: 1, name: 'Chez Ada', role: 'owner' }],
  })
  const at = new Date(clock.now)
  const [clockRow] = await db.asRestaurant(1, (tx) => tx.query('select version, committed_at from clocks'))
  expect(clockRow).toEqual({ version: 1, committed_at: at })
  const [logged] = await db.asRestaurant(1, (tx) => tx.query('select * from log'))
  expect(logged).toMatchObject({
    version: 1,
    command: 'restaurant.create',
    actor_id: session.user.id,
    actor_name: 'Ada',
    role: 'owner',
    changes: [{ entity_type: 'restaurant', entity_id: '1', action: 'create', data: { id: 1, version: 1 } }],
  })
  const [tenant] = await db.asSystem((tx) => tx.query('select slug, service_day_ends_at from tenants'))
  const { endsAt } = serviceDayAt(at.toISOString(), {
    timezone: given.timezone,
    settings: { serviceDayStartsAt: '04:00' },
  })
  expect(tenant).toEqual({ slug: 'chez-ada', service_day_ends_at: new Date(endsAt) })
})

test('two restaurants with one name have different slugs', async () => {
  const { accounts } = await openTestAccounts()
  await accounts.register(given)
  const second = await accounts.register({ ...given, email: 'grace@example.com' })
  expect(second.restaurant).toMatchObject({ id: 2, slug: 'chez-ada-2' })
  // "Chez Ada 4" takes the slug that the fourth restaurant would fall back to.
  await accounts.register({ ...given, restaurantName: 'Chez Ada 4' })
  const fourth = await accounts.register(given)
  expect(fourth.restaurant).toMatchObject({ id: 4, slug: expect.stringMatching(/^chez-ada-4-[0-9a-f-]{36}$/) })
})

test('a slug consists of the Latin letters and digits of the name', () => {
  expect(slugCandidates('Café  Zürich & Söhne!', 1)[0]).toBe('cafe-zurich-sohne')
  expect(slugCandidates('寿司', 7).slice(0, 2)).toEqual(['restaurant', 'restaurant-7'])
  expect(slugCandidates('a'.repeat(120), 1)[0]).toHaveLength(60)
})

test('an email with an account adds a restaurant with the right password, and is refused with a wrong one', async () => {
  const { accounts, db } = await openTestAccounts()
  const first = await accounts.register(given)
  await expect(accounts.register({ ...given, password: 'another password' })).rejects.toMatchObject({
    code: 'already_exists',
  })
  expect(await db.asSystem((tx) => tx.query('select 1 from tenants'))).toHaveLength(1)
  const second = await accounts.register({ ...given, restaurantName: 'Two', name: 'Somebody Else' })
  expect(second.user).toEqual(first.user)
  expect(second.restaurant.name).toBe('Two')
  expect(second.restaurants).toHaveLength(2)
})

test('guessing a password by registering counts as failed sign-ins', async () => {
  const { accounts } = await openTestAccounts()
  await accounts.register(given)
  for (let i = 0; i < 10; i++) {
    await expect(accounts.register({ ...given, password: `wrong ${i}`, address: '203.0.113.7' })).rejects.toMatchObject(
      {
        code: 'already_exists',
      },
    )
  }
  await expect(accounts.login({ ...given, address: '203.0.113.7' })).rejects.toMatchObject({ code: 'rate_limited' })
})

test('concurrent registrations each get their own restaurant', async () => {
  const { accounts } = await openTestAccounts()
  const sessions = await Promise.all(
    Array.from({ length: 8 }, (_, i) => accounts.register({ ...given, email: `person${i}@example.com` })),
  )
  expect(new Set(sessions.map((one) => one.restaurant.id)).size).toBe(8)
  expect(new Set(sessions.map((one) => one.restaurant.slug)).size).toBe(8)
})

test('one new email registered twice at once is one account', async () => {
  const { accounts } = await openTestAccounts()
  const sessions = await Promise.all([accounts.register(given), accounts.register({ ...given, restaurantName: 'Two' })])
  expect(sessions[0]?.user.id).toBe(sessions[1]?.user.id)
  const outcomes = await Promise.allSettled([
    accounts.register({ ...given, email: 'grace@example.com' }),
    accounts.register({ ...given, email: 'grace@example.com', password: 'another password' }),
  ])
  expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
})
