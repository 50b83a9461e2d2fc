import { Problem } from '@qtable/domain'
import type { RegisterBody, Session } from '@qtable/protocol'
import { type Account, accountByEmail, addAccount } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { addMembership } from './add-membership.ts'
import { createRestaurant } from './create-restaurant.ts'
import type { SessionOrigin } from './device.ts'
import { mustBeGoodPassword } from './password-rules.ts'
import { mustMayRegister, useRegistrationLink } from './registration-links.ts'
import { mustGiveCode } from './second-factor.ts'
import type { Sessions } from './sessions.ts'
import type { WorkOrigin } from './work-queue.ts'

/** The body of `POST /auth/register`, where it comes from, and a signal that is aborted when the client is gone. */
export type RegistrationRequest = RegisterBody & SessionOrigin & { signal?: AbortSignal | undefined }

/**
 * Creates a restaurant and signs its owner in; `forbidden` where registration is closed or needs a link. The address of a
 * new account is not proven: anybody may have typed it.
 *
 * An email that has an account already adds the restaurant to it, given the password of the account and, where it needs one,
 * a code (`second_factor_required`); otherwise `already_exists`. That reveals that the email is in use, as every registration without a confirmation mail must, and
 * nothing else: both cases take one password hash, and guesses count as failed sign-ins, so that registering is no faster
 * way to try passwords.
 *
 * The account comes first and the membership last. After a failure in between, the same request completes the rest, and
 * nobody can see a restaurant without members.
 */
export async function register(
  parts: AccountsParts,
  sessions: Sessions,
  request: RegistrationRequest,
): Promise<Session> {
  const { db } = parts
  await mustMayRegister(parts, request.token)
  const owner = await ownerFor(parts, request)
  // Used up only now: a wrong password costs nobody their link.
  await useRegistrationLink(parts, request.token)
  const restaurant = await createRestaurant(db, {
    name: request.restaurantName,
    timezone: request.timezone,
    actor: { id: owner.id, name: owner.name },
    at: currentInstant(parts),
  })
  await db.asAccount({ userId: owner.id, restaurantId: restaurant.id }, (tx) =>
    addMembership(tx, parts, { restaurantId: restaurant.id, userId: owner.id, role: 'owner' }),
  )
  const session = await sessions.create(owner, restaurant.id, request)
  // The password was changed meanwhile, so the old one proves nothing any more.
  if (!session) throw emailTaken()
  return session
}

async function ownerFor(parts: AccountsParts, request: RegistrationRequest): Promise<Account> {
  const { db, passwords } = parts
  const { email, name, password } = request
  const known = await accountByEmail(db, email)
  if (known) return provenOwner(parts, known, request)
  mustBeGoodPassword(password, { email, restaurants: [request.restaurantName] }, 'password')
  const passwordHash = await passwords.hash(password, originOf(request))
  const account = await addAccount(parts, { email, name, passwordHash, isProven: false })
  return account.isNew ? account : provenOwner(parts, account, request)
}

async function provenOwner(parts: AccountsParts, account: Account, request: RegistrationRequest): Promise<Account> {
  const { passwords, throttle } = parts
  const attempt = { email: account.email, address: request.address }
  await throttle.check(attempt)
  const isRight = await passwords.verify(request.password, account.passwordHash, {
    before: () => throttle.check(attempt),
    origin: originOf(request),
  })
  if (isRight) {
    await throttle.succeeded(attempt)
    await mustGiveCode(parts, account, request)
    return account
  }
  await throttle.failed(attempt)
  throw emailTaken()
}

function originOf({ address, signal }: RegistrationRequest): WorkOrigin {
  return { kind: 'registration', address, signal }
}

function emailTaken(): Problem {
  return new Problem(
    'already_exists',
    'This email has an account already. Give the password of that account to add a restaurant to it.',
  )
}
