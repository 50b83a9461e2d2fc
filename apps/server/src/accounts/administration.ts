import { Problem, type Restaurant } from '@qtable/domain'
import type { CreateUserBody, User } from '@qtable/protocol'
import { accountByEmail, addAccount, setPassword } from './account.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { createRestaurant } from './create-restaurant.ts'
import { joinRestaurant } from './join-restaurant.ts'
import { revokeSessions } from './refresh-tokens.ts'

/** What the operator of the installation does from the command line. No role or password is checked. */
export interface Administration {
  /** Creates a restaurant and its owner. An email with memberships elsewhere keeps its name and password. */
  createRestaurant(given: {
    name: string
    timezone: string
    owner: Pick<CreateUserBody, 'email' | 'name' | 'password'>
  }): Promise<{ restaurant: Restaurant; owner: User }>
  /** Adds a person to a restaurant, in any role. */
  createUser(restaurantId: number, user: CreateUserBody): Promise<User>
  /** Sets a password and ends all sessions of the account; `not_found` where no account has the email. */
  resetPassword(email: string, password: string): Promise<void>
}

export function openAdministration(parts: AccountsParts): Administration {
  const { db, passwords, sessionsEnded } = parts

  async function createUser(restaurantId: number, user: CreateUserBody): Promise<User> {
    const { email, name, role, password } = user
    const known = await accountByEmail(db, email)
    const passwordHash = await passwords.hash(password)
    const scope = { email, restaurantId, ...(known && { userId: known.id }) }
    return db.asAccount(scope, async (tx) => {
      const [tenant] = await tx.query('select 1 from tenants where restaurant_id = $1', [restaurantId])
      if (!tenant) throw new Problem('not_found', `There is no restaurant ${restaurantId}.`)
      return joinRestaurant(tx, parts, {
        restaurantId,
        knownId: known?.id,
        member: { email, name, role, passwordHash },
      })
    })
  }

  return {
    createUser,

    async createRestaurant({ name, timezone, owner }) {
      const { id, name: actorName } =
        (await accountByEmail(db, owner.email)) ??
        (await addAccount(parts, { ...owner, passwordHash: await passwords.hash(owner.password) }))
      const actor = { id, name: actorName }
      const restaurant = await createRestaurant(db, { name, timezone, actor, at: currentInstant(parts) })
      // Also for a new account: without a membership, an account takes the name and password given here.
      return { restaurant, owner: await createUser(restaurant.id, { ...owner, role: 'owner' }) }
    },

    async resetPassword(email, password) {
      const account = await accountByEmail(db, email)
      if (!account) throw new Problem('not_found', 'No account has this email.')
      const { id: userId } = account
      const hash = await passwords.hash(password)
      await db.asAccount({ userId }, async (tx) => {
        await setPassword(tx, parts, { userId, hash })
        await revokeSessions(tx, parts, { userId })
      })
      sessionsEnded({ userId })
    },
  }
}
