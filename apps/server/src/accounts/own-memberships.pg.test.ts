import { uuidv7 } from '@qtable/protocol'
import { expect, test } from 'vitest'
import { loadMe } from './account.ts'
import { tokenOf } from './testing/invite-and-accept.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

test('[I29] who a user is takes one connection and one query, however many restaurants they belong to', async () => {
  const { db, accounts, register } = await openTestAccounts()
  const email = `${uuidv7()}@example.com`
  const { session } = await register(email)
  const names = []
  for (let i = 0; i < 5; i++) {
    const owner = await register()
    const invitation = await accounts.invitations.create(owner.identity, { email, name: 'Ada', role: 'host' })
    await accounts.acceptInvitation({ token: tokenOf(invitation), password: memberPassword })
    names.push(owner.session.restaurant.id)
  }
  let transactions = 0
  const counting = {
    ...db,
    asAccount: ((...given) => {
      transactions += 1
      return db.asAccount(...given)
    }) as typeof db.asAccount,
    asRestaurant: (() => {
      throw new Error('a transaction for one restaurant')
    }) as typeof db.asRestaurant,
  }
  const me = await loadMe(counting, { userId: session.user.id, restaurantId: session.restaurant.id })
  expect(transactions).toBe(1)
  expect(me?.restaurants.map(({ id }) => id).toSorted()).toEqual([session.restaurant.id, ...names].toSorted())
  expect(me).toMatchObject({ restaurant: { id: session.restaurant.id }, user: { role: 'owner' } })
})

test('[I15] the query of own memberships shows no restaurant but theirs, and leaves the tenant as it was', async () => {
  const { db, register } = await openTestAccounts()
  const [one, other] = [await register(), await register()]
  const rows = await db.asAccount({ userId: one.identity.userId }, async (tx) => {
    const own = await tx.query<{ restaurant_id: number }>('select * from qtable.own_memberships()')
    const visible = await tx.query<{ restaurant_id: number }>('select restaurant_id from restaurants')
    return [...own, ...visible]
  })
  expect(rows.map(({ restaurant_id }) => restaurant_id)).toEqual([one.identity.restaurantId])
  const nobody = await db.asRestaurant(other.identity.restaurantId, (tx) =>
    tx.query('select * from qtable.own_memberships()'),
  )
  expect(nobody).toEqual([])
})
