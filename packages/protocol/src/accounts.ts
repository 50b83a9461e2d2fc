import { entities, exampleIds, Id, line, RestaurantId, roles, Timezone } from '@qtable/domain'
import { z } from 'zod'
import { FactorCode } from './factor-code.ts'

/**
 * The email address of an account: trimmed, in lower case and in one Unicode form, so that one address is one account.
 * Letters of any script may stand on both sides of the @ (RFC 6531).
 */
export const EmailAddress = z
  .string()
  .max(320)
  .normalize('NFC')
  .trim()
  .toLowerCase()
  .pipe(
    z
      .string()
      .max(254)
      .check(
        z.email({
          pattern:
            /^[^\s@"(),:;<>[\]\\\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{M}\p{N}-]{2,}$/u,
        }),
      ),
  )

export const RoleName = z
  .enum(roles)
  .meta({ id: 'Role', description: 'Each role includes the ones after it', examples: ['host'] })

/** A person's name as others see it. */
export const PersonName = line(120)

/**
 * A password to set: 8 to 200 characters of any script; spaces count and are kept. The upper bound is far above what a
 * password manager makes; the hash uses every character.
 */
export const NewPassword = passwordOf(8)

/** A password to compare. Shorter ones pass, so that a password that was set under older rules still works. */
export const GivenPassword = passwordOf(1)

function passwordOf(min: number) {
  return z
    .string()
    .min(min)
    .max(200)
    .refine((text) => text.isWellFormed(), 'holds a broken character (a lone surrogate)')
    .refine((text) => !/\p{Cc}/u.test(text), 'holds a control character')
}

const { id, name, slug, timezone } = entities.restaurant.example

/** An opaque refresh token. */
const RefreshToken = z.string().min(1).max(200)

/** The secret of a link: what stands behind the `#`. */
export const LinkToken = z.string().min(1).max(200)

/**
 * `POST /auth/register`. Without a time zone the restaurant starts in UTC; the owner can change it later. `token` is that of
 * a registration link, where registration is by invitation.
 */
export const RegisterBody = z.strictObject({
  restaurantName: line(120),
  timezone: Timezone.default('UTC'),
  name: PersonName,
  email: EmailAddress,
  password: NewPassword,
  token: LinkToken.optional(),
  code: FactorCode.optional().describe('Where the email has an account with two-step sign-in'),
})
export type RegisterBody = z.infer<typeof RegisterBody>

/** `POST /auth/login`. `restaurant_id` picks one of several memberships; without it, the one used last. */
export const LoginBody = z.strictObject({
  email: EmailAddress,
  password: GivenPassword,
  restaurant_id: RestaurantId.optional(),
})
export type LoginBody = z.infer<typeof LoginBody>

/** `POST /auth/refresh`. */
export const RefreshBody = z.strictObject({ refresh_token: RefreshToken })
export type RefreshBody = z.infer<typeof RefreshBody>

/** `POST /auth/logout`: ends the session of the refresh token or, without one, of the access token. */
export const LogoutBody = z.strictObject({ refresh_token: RefreshToken.optional() })
export type LogoutBody = z.infer<typeof LogoutBody>

/** `POST /auth/switch`. */
export const SwitchBody = z.strictObject({ restaurant_id: RestaurantId })
export type SwitchBody = z.infer<typeof SwitchBody>

/** `POST /auth/password`. */
export const ChangePasswordBody = z.strictObject({ current_password: GivenPassword, new_password: NewPassword })
export type ChangePasswordBody = z.infer<typeof ChangePasswordBody>

/** `POST /users`: invites a person. */
export const CreateUserBody = z.strictObject({
  email: EmailAddress,
  name: PersonName,
  role: RoleName,
  password: z
    .unknown()
    .optional()
    .meta({ documentedAs: { type: 'string', deprecated: true } })
    .describe('Not used: people choose their password when they accept. Older clients send one'),
})
export type CreateUserBody = z.infer<typeof CreateUserBody>

/** `PATCH /users/{id}`: only the fields to change. */
export const UpdateUserBody = z
  .strictObject({ name: PersonName, role: RoleName })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'names nothing to change')
export type UpdateUserBody = z.infer<typeof UpdateUserBody>

/** A user as the people of one restaurant see them. */
export const User = z
  .strictObject({
    id: Id,
    email: z.string().describe('Empty where another person has proven that the address is theirs'),
    name: z.string(),
    role: RoleName,
  })
  .meta({
    id: 'User',
    description: 'A person who works at the restaurant, with their role there',
    examples: [{ id: exampleIds.user, email: 'mina@example.com', name: 'Mina', role: 'owner' }],
  })
export type User = z.infer<typeof User>

/** The restaurant that a session is signed in to. */
export const SessionRestaurant = z
  .strictObject({ id: RestaurantId, name: z.string(), slug: z.string(), timezone: z.string() })
  .meta({
    id: 'SessionRestaurant',
    description: 'The restaurant that the session is signed in to',
    examples: [{ id, name, slug, timezone }],
  })
export type SessionRestaurant = z.infer<typeof SessionRestaurant>

/** A restaurant of the signed-in user, with their role there. */
export const Membership = z.strictObject({ id: RestaurantId, name: z.string(), role: RoleName }).meta({
  id: 'Membership',
  description: 'A restaurant of the signed-in user, with their role there',
  examples: [{ id, name, role: 'owner' }],
})
export type Membership = z.infer<typeof Membership>

/** `GET /auth/me`: the signed-in user, their restaurant, and the restaurants that they can switch to. */
export const Me = z.strictObject({ user: User, restaurant: SessionRestaurant, restaurants: z.array(Membership) })
export type Me = z.infer<typeof Me>

/** The answer of register, login, refresh and switch. The token fields are those of RFC 6749. */
export const Session = z.strictObject({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.int().describe('Seconds until the access token expires'),
  ...Me.shape,
})
export type Session = z.infer<typeof Session>

/** `POST /auth/ticket`: opens one WebSocket within `expires_in` seconds. */
export const Ticket = z.strictObject({ ticket: z.string(), expires_in: z.int().describe('Seconds') })
export type Ticket = z.infer<typeof Ticket>
