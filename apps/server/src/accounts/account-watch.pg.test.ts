import { Problem } from '@qtable/domain'
import { uuidv7 } from '@qtable/protocol'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '../db/database.ts'
import { recordAccountChange, removeOldAccountChanges } from './account-changes.ts'
import { openAccountWatch } from './account-watch.ts'
import { memberPassword, openTestAccounts } from './testing/open-accounts.ts'

const log = pino({ level: 'silent' })
const unauthenticated = { code: 'unauthenticated' }

/** A restaurant, and a second node that has its sessions cached and reads the list of changes when told to. */
async function openTwoNodes() {
  const { db, accounts, node, register, hire, signedIn } = await openTestAccounts()
  const faults = { isAway: false, asked: 0 }
  const watchedDb: Database = {
    ...db,
    asAccount(scope, work) {
      faults.asked += 1
      return db.asAccount(scope, work)
    },
    asSystem(work) {
      if (faults.isAway) throw new Problem('unavailable', 'The database is away, says the test')
      return db.asSystem(work)
    },
  }
  const there = node({ db: watchedDb })
  const heard: string[] = []
  there.onUsersChanged((userIds) => void heard.push(...userIds))
  const watch = openAccountWatch({ db: watchedDb, accounts: there, log })
  onTestFinished(() => watch.close())
  await watch.read()
  const owner = await register()
  const host = await hire(owner.identity, 'host')
  await watch.read()
  heard.length = 0
  return { db, here: accounts, there, watch, faults, heard, owner, host, signedIn }
}

test('[SY42] a removal, a sign-out, a new password and a new role apply on every node that has read the list', async () => {
  const { here, there, watch, owner, host, signedIn } = await openTwoNodes()
  const { userId, email } = host.identity
  const again = () => here.login({ email, password: memberPassword }).then(signedIn)
  const [other, another] = [await again(), await again()]
  const known = async () => {
    for (const { session } of [owner, host, other, another]) await there.authenticate(session.access_token)
  }
  await known()
  await here.updateUser(owner.identity, userId, { role: 'server', name: 'Jonas' })
  await watch.read()
  expect(await there.authenticate(host.session.access_token)).toMatchObject({ role: 'server', name: 'Jonas' })
  await here.logout(other.session.refresh_token)
  await watch.read()
  await expect(there.authenticate(other.session.access_token)).rejects.toMatchObject(unauthenticated)
  await here.changePassword(host.identity, { current: memberPassword, next: 'another password' })
  await watch.read()
  await expect(there.authenticate(another.session.access_token)).rejects.toMatchObject(unauthenticated)
  expect(await there.authenticate(host.session.access_token)).toMatchObject({ userId })
  await here.removeUser(owner.identity, userId)
  await watch.read()
  await expect(there.authenticate(host.session.access_token)).rejects.toMatchObject(unauthenticated)
  expect(await there.authenticate(owner.session.access_token)).toEqual(owner.identity)
})

test('while the list is read, a cached session is loaded once, and found without a query', async () => {
  const { there, watch, faults, host } = await openTwoNodes()
  expect(there.cachedIdentity(host.session.access_token)).toBeUndefined()
  faults.asked = 0
  for (let i = 0; i < 3; i++) {
    expect(await there.authenticate(host.session.access_token)).toEqual(host.identity)
    expect(there.cachedIdentity(host.session.access_token)).toEqual(host.identity)
    await watch.read()
  }
  expect(faults.asked).toBe(1)
})

test('a change committed after later ones were read is found, and none is reported twice', async () => {
  const { db, watch, heard, owner, host } = await openTwoNodes()
  const written = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const late = db.asAccount({ userId: host.identity.userId }, async (tx) => {
    await recordAccountChange(tx, host.identity.userId)
    written.resolve()
    await goOn.promise
  })
  await written.promise
  await db.asAccount({}, (tx) => recordAccountChange(tx, owner.identity.userId))
  await watch.read()
  await watch.read()
  expect(heard).toEqual([owner.identity.userId])
  goOn.resolve()
  await late
  await watch.read()
  await watch.read()
  expect(heard).toEqual([owner.identity.userId, host.identity.userId])
})

test('[I24] while the database is away sessions stay valid, and changes are found afterwards', async () => {
  const { here, there, watch, faults, owner, host } = await openTwoNodes()
  await there.authenticate(host.session.access_token)
  faults.isAway = true
  await here.removeUser(owner.identity, host.identity.userId)
  await expect(watch.read()).rejects.toMatchObject({ code: 'unavailable' })
  expect(await there.authenticate(host.session.access_token)).toEqual(host.identity)
  faults.isAway = false
  await watch.read()
  await expect(there.authenticate(host.session.access_token)).rejects.toMatchObject(unauthenticated)
})

test('the list keeps one day', async () => {
  const { db, owner } = await openTwoNodes()
  const { userId } = owner.identity
  const count = () =>
    db.asSystem(
      async (tx) => (await tx.query<{ n: number }>('select count(*)::int as n from account_changes'))[0]?.n ?? 0,
    )
  await db.asAccount({ userId }, (tx) => recordAccountChange(tx, userId))
  const young = await count()
  expect(young).toBeGreaterThan(0)
  await db.asSystem((tx) =>
    tx.query(
      `insert into account_changes (id, user_id, at)
       select gen_random_uuid(), $1, now() - interval '25 hours' from generate_series(1, 3)`,
      [userId],
    ),
  )
  expect(await db.asSystem((tx) => removeOldAccountChanges(tx, 2))).toBe(2)
  expect(await db.asSystem((tx) => removeOldAccountChanges(tx, 2))).toBe(1)
  expect(await count()).toBe(young)
})

test('[I33] a node of the version before adds to the list, in a transaction of a user or a restaurant', async () => {
  const { db, owner } = await openTwoNodes()
  const { userId, restaurantId } = owner.identity
  const before = `with old as (
       delete from account_changes where id in (
         select id from account_changes where at < now() - make_interval(days => $3) limit 100 for update skip locked))
     insert into account_changes (id, user_id) values ($1, $2)`
  const ids = [uuidv7(), uuidv7()]
  await db.asAccount({ userId }, (tx) => tx.query(before, [ids[0], userId, 1]))
  await db.asRestaurant(restaurantId, (tx) => tx.query(before, [ids[1], userId, 1]))
  const found = await db.asSystem((tx) => tx.query('select 1 from account_changes where id = any($1)', [ids]))
  expect(found).toHaveLength(2)
})
