import { Problem } from '@qtable/domain'
import type { RegisterBody, Session } from '@qtable/protocol'
import { type Account, accountByEmail, addAccount } from './account.ts'
import { type AccountsWorld, instant } from './accounts-world.ts'
import { addMembership } from './join-restaurant.ts'
import { foundRestaurant } from './new-restaurant.ts'
import type { Sessions } from './sessions.ts'

/** What `POST /auth/register` gives, and the network address it comes from. */
export type Registration = RegisterBody & { address?: string | undefined }

/**
 * Makes a restaurant and signs its owner in.
 *
 * An email that has an account already: with that account's password the new restaurant is theirs too (one login,
 * several restaurants); otherwise `already_exists`. That tells that the email is in use, as any registration that does
 * not go through a mailbox must, but no more: it takes one password hash either way, and guesses count as failed
 * sign-ins, so this is no faster way to try passwords than signing in.
 *
 * The account comes first and the membership last: where anything fails between, the same request again completes it,
 * and a restaurant without members is seen by nobody.
 */
export async function register(world: AccountsWorld, sessions: Sessions, given: Registration): Promise<Session> {
  const { db } = world
  const owner = await ownerFor(world, given)
  const restaurant = await foundRestaurant(db, {
    name: given.restaurantName,
    timezone: given.timezone,
    actor: { id: owner.id, name: owner.name },
    at: instant(world),
  })
  await db.asAccount({ userId: owner.id, restaurantId: restaurant.id }, (tx) =>
    addMembership(tx, world, { restaurantId: restaurant.id, userId: owner.id, role: 'owner' }),
  )
  const session = await sessions.begin(owner, restaurant.id)
  // The password has changed in this very moment, so knowing the old one proves nothing any more.
  if (!session) throw emailTaken()
  return session
}

async function ownerFor(world: AccountsWorld, given: Registration): Promise<Account> {
  const { db, passwords } = world
  const { email, name, password } = given
  const known = await accountByEmail(db, email)
  if (known) return provenOwner(world, known, given)
  const account = await addAccount(world, { email, name, passwordHash: await passwords.hash(password) })
  return account.isNew ? account : provenOwner(world, account, given)
}

async function provenOwner(world: AccountsWorld, account: Account, given: Registration): Promise<Account> {
  const { passwords, throttle } = world
  const attempt = { email: account.email, address: given.address }
  await throttle.check(attempt)
  if (await passwords.verify(given.password, account.passwordHash, () => throttle.check(attempt))) {
    await throttle.succeeded(attempt)
    return account
  }
  await throttle.failed(attempt)
  throw emailTaken()
}

function emailTaken(): Problem {
  return new Problem(
    'already_exists',
    'This email has an account already. Give the password of that account to add a restaurant to it.',
  )
}
