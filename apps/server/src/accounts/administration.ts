import { Problem, type Restaurant, type Role } from '@qtable/domain'
import { type HandedLink, type InvitationWithLink, type ReceivedLink, uuidv7 } from '@qtable/protocol'
import type { Tx } from '../db/database.ts'
import { accountByEmail, insertAccount, restaurantNamesOf, setPassword } from './account.ts'
import type { AccountLinks } from './account-links.ts'
import { type AccountsParts, currentInstant } from './accounts-parts.ts'
import { addMembership } from './add-membership.ts'
import { proveAddress } from './addresses.ts'
import { createRestaurant } from './create-restaurant.ts'
import { clearFactors } from './factor-changes.ts'
import { addInvitation } from './invitations.ts'
import { mustBeGoodPassword } from './password-rules.ts'
import { revokeSessions } from './refresh-tokens.ts'
import { createRegistrationLink } from './registration-links.ts'

/** A person whom the operator adds. The password is for a new account. */
export interface OperatorsPerson {
  email: string
  name: string
  role: Role
  password: string
}

/** A person whom the operator added, or invited where the address has an account. */
export interface AddedPerson {
  /** The new account, which is a member. */
  account: { id: string; name: string } | undefined
  invitation: InvitationWithLink | undefined
}

/**
 * What the operator of the installation does from the command line. No role is checked; passwords follow the rules for everybody. An address that the
 * operator gives to a new account is proven by that.
 */
export interface Administration {
  /** Creates a restaurant and adds its owner. */
  createRestaurant(given: {
    name: string
    timezone: string
    owner: Omit<OperatorsPerson, 'role'>
  }): Promise<{ restaurant: Restaurant; owner: AddedPerson }>
  /**
   * Adds a person to a restaurant, in any role: a new account with the password. Where the address has an account, it is
   * invited instead. Whose that account is only the link shows: anybody may have registered it, or have invited the address
   * to a restaurant of their own and used that link themselves.
   */
  addPerson(restaurantId: number, person: OperatorsPerson): Promise<AddedPerson>
  /** Invites a person, in any role. */
  invite(restaurantId: number, person: Omit<OperatorsPerson, 'password'>): Promise<InvitationWithLink>
  /** Sets a password and ends all sessions of the account; `not_found` where no account has the email. */
  resetPassword(email: string, password: string): Promise<void>
  /**
   * Removes passkeys, codes of an app and recovery codes, for a person who has lost them, and ends all sessions; `not_found` where
   * no account has the email.
   */
  removeFactors(email: string): Promise<void>
  /** A link to set a password or to prove an address; `not_found` where no account has the email. */
  createLink(kind: ReceivedLink['kind'], email: string): Promise<HandedLink>
  /** A link to register one restaurant. */
  createRegistrationLink(): Promise<HandedLink>
}

export function openAdministration(
  parts: AccountsParts,
  { createByOperator }: Pick<AccountLinks, 'createByOperator'>,
): Administration {
  const { db, passwords, sessionsEnded } = parts

  async function mustExist(tx: Tx, restaurantId: number): Promise<void> {
    const [tenant] = await tx.query('select 1 from tenants where restaurant_id = $1', [restaurantId])
    if (!tenant) throw new Problem('not_found', `There is no restaurant ${restaurantId}.`)
  }

  async function invite(restaurantId: number, person: Omit<OperatorsPerson, 'password'>): Promise<InvitationWithLink> {
    return db.asRestaurant(restaurantId, async (tx) => {
      await mustExist(tx, restaurantId)
      return addInvitation(tx, parts, { ...person, restaurantId, invitedBy: undefined })
    })
  }

  async function addPerson(restaurantId: number, person: OperatorsPerson, id: string = uuidv7()): Promise<AddedPerson> {
    const { email, name, role, password } = person
    if (await accountByEmail(db, email)) return { account: undefined, invitation: await invite(restaurantId, person) }
    mustBeGoodPassword(password, { email }, 'password')
    const passwordHash = await passwords.hash(password)
    await db.asAccount({ email, restaurantId, userId: id }, async (tx) => {
      await mustExist(tx, restaurantId)
      const isNew = await insertAccount(tx, parts, { id, email, name, passwordHash, isProven: true })
      if (!isNew) throw new Problem('already_exists', 'An account with this email was made at the same time.')
      await addMembership(tx, parts, { restaurantId, userId: id, role })
    })
    return { account: { id, name }, invitation: undefined }
  }

  return {
    addPerson: (restaurantId, person) => addPerson(restaurantId, person),
    invite,
    createLink: createByOperator,
    createRegistrationLink: () => createRegistrationLink(parts),

    async createRestaurant({ name, timezone, owner }) {
      const known = await accountByEmail(db, owner.email)
      if (!known) mustBeGoodPassword(owner.password, { email: owner.email, restaurants: [name] }, 'password')
      const actor = { id: uuidv7(), name: owner.name }
      const restaurant = await createRestaurant(db, { name, timezone, actor, at: currentInstant(parts) })
      return { restaurant, owner: await addPerson(restaurant.id, { ...owner, role: 'owner' }, actor.id) }
    },

    async resetPassword(email, password) {
      const account = await accountByEmail(db, email)
      if (!account) throw new Problem('not_found', 'No account has this email.')
      const { id: userId } = account
      mustBeGoodPassword(password, { email, restaurants: await restaurantNamesOf(db, userId) }, 'password')
      const hash = await passwords.hash(password)
      await db.asAccount({ userId }, async (tx) => {
        await setPassword(tx, parts, { userId, hash })
        await proveAddress(tx, parts, userId)
      })
      sessionsEnded({ userId })
    },

    async removeFactors(email) {
      const account = await accountByEmail(db, email)
      if (!account) throw new Problem('not_found', 'No account has this email.')
      const { id: userId } = account
      await db.asAccount({ userId }, async (tx) => {
        await clearFactors(tx, userId, { keepsCodes: false })
        await revokeSessions(tx, parts, { userId })
      })
      sessionsEnded({ userId })
    },
  }
}
