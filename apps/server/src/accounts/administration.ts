import { Problem, type Restaurant } from '@qtable/domain'
import type { CreateUserBody, User } from '@qtable/protocol'
import { accountByEmail, addAccount, setPassword } from './account.ts'
import { type AccountsWorld, instant } from './accounts-world.ts'
import { joinRestaurant } from './join-restaurant.ts'
import { foundRestaurant } from './new-restaurant.ts'
import { revokeSessions } from './refresh-tokens.ts'

/** What the operator of the installation may do, from the command line: nobody's role or password is asked. */
export interface Administration {
  /** Makes a restaurant and its owner. An email that has an account elsewhere joins as it is, password included. */
  createRestaurant(given: {
    name: string
    timezone: string
    owner: Pick<CreateUserBody, 'email' | 'name' | 'password'>
  }): Promise<{ restaurant: Restaurant; owner: User }>
  /** Lets somebody into a restaurant, in any role. */
  createUser(restaurantId: number, newcomer: CreateUserBody): Promise<User>
  /** Sets a password and ends all sessions; `not_found` where no account has the email. */
  resetPassword(email: string, password: string): Promise<void>
}

export function openAdministration(world: AccountsWorld): Administration {
  const { db, passwords, end } = world

  async function createUser(restaurantId: number, newcomer: CreateUserBody): Promise<User> {
    const { email, name, role, password } = newcomer
    const known = await accountByEmail(db, email)
    const passwordHash = await passwords.hash(password)
    const scope = { email, restaurantId, ...(known && { userId: known.id }) }
    return db.asAccount(scope, async (tx) => {
      const [tenant] = await tx.query('select 1 from tenants where restaurant_id = $1', [restaurantId])
      if (!tenant) throw new Problem('not_found', `There is no restaurant ${restaurantId}.`)
      return joinRestaurant(tx, world, {
        restaurantId,
        knownId: known?.id,
        newcomer: { email, name, role, passwordHash },
      })
    })
  }

  return {
    createUser,

    async createRestaurant({ name, timezone, owner }) {
      const { id, name: actorName } =
        (await accountByEmail(db, owner.email)) ??
        (await addAccount(world, { ...owner, passwordHash: await passwords.hash(owner.password) }))
      const actor = { id, name: actorName }
      const restaurant = await foundRestaurant(db, { name, timezone, actor, at: instant(world) })
      // Also where the account is new: one that belongs nowhere yet takes the name and password given.
      return { restaurant, owner: await createUser(restaurant.id, { ...owner, role: 'owner' }) }
    },

    async resetPassword(email, password) {
      const account = await accountByEmail(db, email)
      if (!account) throw new Problem('not_found', 'No account has this email.')
      const { id: userId } = account
      const hash = await passwords.hash(password)
      await db.asAccount({ userId }, async (tx) => {
        await setPassword(tx, world, { userId, hash })
        await revokeSessions(tx, world, { userId })
      })
      end({ userId })
    },
  }
}
