import { entities, exampleIds, Id } from '@qtable/domain'
import { z } from 'zod'
import { GivenPassword, LinkToken, NewPassword, PersonName, RoleName } from './accounts.ts'
import { Timestamp } from './answer-fields.ts'
import { FactorCode } from './factor-code.ts'

const exampleInvitation = {
  id: exampleIds.user,
  email: 'jonas@example.com',
  name: 'Jonas',
  role: 'host',
  status: 'invited',
  expires_at: '2026-05-08T18:30:00Z',
}
const exampleLink = '/accept#Zr0b1LkYt8mQ2c9n5VwXe7Hs4Ju6Ta3PfKd8Rg1Wq0E'

/** A person who was invited and has not accepted yet. */
export const Invitation = z
  .strictObject({
    id: Id,
    email: z.string(),
    name: z.string(),
    role: RoleName,
    status: z.literal('invited'),
    expires_at: Timestamp.describe('When its link stops working'),
  })
  .meta({
    id: 'Invitation',
    description: 'A person who was invited and has not accepted yet',
    examples: [exampleInvitation],
  })
export type Invitation = z.infer<typeof Invitation>

/** An invitation with its link, which no later answer shows again. */
export const InvitationWithLink = z
  .strictObject({
    ...Invitation.shape,
    link: z.string().describe('Below the address of the server; to hand over. No later answer shows it'),
  })
  .meta({
    id: 'InvitationWithLink',
    description: 'An invitation with its link, to hand over',
    examples: [{ ...exampleInvitation, link: exampleLink }],
  })
export type InvitationWithLink = z.infer<typeof InvitationWithLink>

/** A link that was made, to hand over. */
export const HandedLink = z
  .strictObject({ link: z.string().describe('Below the address of the server'), expires_at: Timestamp })
  .meta({
    id: 'Link',
    description: 'A link to hand over. It works once, and no later answer shows it',
    examples: [{ link: exampleLink.replace('accept', 'reset'), expires_at: '2026-05-08T18:30:00Z' }],
  })
export type HandedLink = z.infer<typeof HandedLink>

/** `POST /auth/invitation` and `POST /auth/link`: what is a link for? */
export const LookBody = z.strictObject({ token: LinkToken }).meta({
  id: 'LinkToken',
  description: 'What stands behind the # of a link',
  examples: [{ token: exampleLink.slice(exampleLink.indexOf('#') + 1) }],
})
export type LookBody = z.infer<typeof LookBody>

/** An invitation as its recipient sees it. */
export const ReceivedInvitation = z
  .strictObject({
    restaurant: z.string().describe('The name of the restaurant'),
    role: RoleName,
    name: z.string(),
    email: z.string(),
    invited_by: z.string().nullable().describe('Who invites; null for the operator of the installation'),
    expires_at: Timestamp,
  })
  .meta({
    id: 'ReceivedInvitation',
    description: 'An invitation as its recipient sees it. It says nothing about accounts',
    examples: [
      {
        restaurant: entities.restaurant.example.name,
        role: 'host',
        name: 'Jonas',
        email: 'jonas@example.com',
        invited_by: 'Mina',
        expires_at: exampleInvitation.expires_at,
      },
    ],
  })
export type ReceivedInvitation = z.infer<typeof ReceivedInvitation>

/**
 * `POST /auth/accept`. Signed in to the proven account of the address: the token alone. With the account of the address: its
 * password. Otherwise a name and a new password, for a new account.
 */
export const AcceptBody = z
  .strictObject({
    token: LinkToken,
    name: PersonName.optional(),
    password: GivenPassword.optional(),
    code: FactorCode.optional().describe('With the password of an account with two-step sign-in'),
  })
  .refine(({ name: given, password }) => given === undefined || NewPassword.safeParse(password).success, {
    path: ['password'],
    error: 'must have 8 to 200 characters for a new account',
  })
export type AcceptBody = z.infer<typeof AcceptBody>

/** A reset or proof link as its recipient sees it. */
export const ReceivedLink = z
  .strictObject({
    kind: z.enum(['reset', 'proof']).meta({ id: 'AccountLinkKind', description: 'What a link of an account does' }),
    email: z.string(),
    expires_at: Timestamp,
  })
  .meta({
    id: 'ReceivedLink',
    description: 'What a link is for, and whose account it belongs to',
    examples: [{ kind: 'reset', email: 'jonas@example.com', expires_at: exampleInvitation.expires_at }],
  })
export type ReceivedLink = z.infer<typeof ReceivedLink>

/** `POST /auth/reset`: sets a new password. */
export const ResetBody = z.strictObject({ token: LinkToken, password: NewPassword })
export type ResetBody = z.infer<typeof ResetBody>

/** `POST /auth/prove`: proves the address of an account, with its password. */
export const ProveBody = z.strictObject({ token: LinkToken, password: GivenPassword })
export type ProveBody = z.infer<typeof ProveBody>
