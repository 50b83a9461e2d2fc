import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { tokenOf } from '../accounts/testing/invite-and-accept.ts'
import { memberPassword, openTestAccounts } from '../accounts/testing/open-accounts.ts'
import { openUnusedRestaurants } from './unused-restaurants.ts'

const dayMs = 86_400_000

async function openWithJob() {
  const opened = await openTestAccounts()
  const { accounts, db, clock } = opened
  const job = openUnusedRestaurants({ db, accounts, log: pino({ level: 'silent' }), now: () => clock.now })
  onTestFinished(() => job.close())
  const left = async () => {
    const rows = await db.asSystem((tx) =>
      tx.query<{ id: number }>('select restaurant_id as id from tenants order by restaurant_id'),
    )
    return rows.map(({ id }) => id)
  }
  return { ...opened, job, left }
}

test('a restaurant that was registered and never used is removed after a week, with its owner', async () => {
  const { accounts, clock, db, job, left, register } = await openWithJob()
  const { identity, session } = await register('ada@example.com')
  clock.now += 7 * dayMs - 1
  expect(await job.remove()).toBe(0)
  clock.now += 1
  expect(await job.remove()).toBe(1)
  expect(await left()).toEqual([])
  await expect(accounts.refresh(session.refresh_token)).rejects.toMatchObject({ code: 'unauthenticated' })
  const accountsLeft = await db.asAccount({ email: 'ada@example.com' }, (tx) => tx.query('select 1 from users'))
  expect(accountsLeft).toEqual([])
  for (const table of ['clocks', 'log', 'restaurants', 'memberships', 'refresh_tokens']) {
    expect(await db.asRestaurant(identity.restaurantId, (tx) => tx.query(`select 1 from ${table}`)), table).toEqual([])
  }
  expect((await register('ada@example.com')).identity.restaurantId).not.toBe(identity.restaurantId)
})

test('a restaurant with a change, a proven member or an invitation by the operator stays', async () => {
  const { accounts, clock, hire, job, left, register, use } = await openWithJob()
  const used = await register()
  await use(used.identity)
  const staffed = await register()
  await hire(staffed.identity, 'host')
  const waiting = await register('mia@example.com')
  const { administration } = accounts
  const { restaurant, owner } = await administration.createRestaurant({
    ...{ name: 'Two', timezone: 'UTC' },
    owner: { email: 'mia@example.com', name: 'Mia', password: memberPassword },
  })
  expect(owner.invitation).toBeDefined()
  clock.now += 8 * dayMs
  expect(await job.remove()).toBe(1)
  const { restaurantId } = waiting.identity
  expect(await left()).toEqual(
    [used.identity.restaurantId, staffed.identity.restaurantId, restaurant.id].filter((id) => id !== restaurantId),
  )
})

test('an owner of two restaurants keeps the account and the one that is used', async () => {
  const { accounts, clock, job, left, register, use } = await openWithJob()
  const first = await register('ada@example.com')
  await use(first.identity)
  const given = {
    restaurantName: 'Two',
    timezone: 'UTC',
    name: 'Ada',
    email: 'ada@example.com',
    password: memberPassword,
  }
  await accounts.register(given)
  clock.now += 7 * dayMs
  expect(await job.remove()).toBe(1)
  expect(await left()).toEqual([first.identity.restaurantId])
  const session = await accounts.login({ email: 'ada@example.com', password: memberPassword })
  expect(session.restaurants).toHaveLength(1)
})

test('registration by invitation takes a link, once; closed, it takes nobody', async () => {
  const { accounts, node } = await openWithJob()
  const invite = node({ registration: 'invite' })
  const given = {
    restaurantName: 'One',
    timezone: 'UTC',
    name: 'Ada',
    email: 'ada@example.com',
    password: memberPassword,
  }
  await expect(invite.register(given)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(invite.register({ ...given, token: 'x'.repeat(43) })).rejects.toMatchObject({ code: 'forbidden' })
  const link = await accounts.administration.createRegistrationLink()
  expect(link.link).toMatch(/^\/register#/)
  const token = tokenOf(link)
  expect((await invite.register({ ...given, token })).user.role).toBe('owner')
  await expect(invite.register({ ...given, token })).rejects.toMatchObject({ code: 'forbidden' })
  const closed = node({ registration: 'closed' })
  await expect(closed.register(given)).rejects.toMatchObject({ code: 'forbidden' })
})
