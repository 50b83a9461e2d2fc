import { CreateUserBody, HandedLink, InvitationWithLink, UpdateUserBody, User } from '@qtable/protocol'
import { z } from 'zod'
import { byId } from '../command-route.ts'
import { defineRoute, type Route } from '../route.ts'

const tag = 'Users'

export const userRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/users',
    id: 'listUsers',
    summary: 'List people',
    tag,
    auth: 'manager',
    unstored: true,
    success: { status: 200, description: 'Everyone who works at the restaurant', body: z.array(User) },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.listUsers(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/users',
    id: 'createUser',
    summary: 'Invite a person',
    description:
      'Makes an invitation. The person works here once they have accepted it with its link, which is yours to hand over. ' +
      'The answer is the same whether or not the address has an account. A second invitation of an address replaces the ' +
      'first. `password` is accepted from older clients and not used.',
    tag,
    auth: 'manager',
    confirmed: true,
    body: CreateUserBody.meta({
      id: 'CreateUser',
      description: 'The person to invite and their role',
      examples: [{ email: 'jonas@example.com', name: 'Jonas', role: 'host' }],
    }),
    unstored: true,
    refusals: ['already_exists', 'quota_exceeded'],
    success: {
      status: 201,
      description: 'The invitation and its link',
      body: InvitationWithLink,
      headers: ['Location'],
    },
    handle: async ({ parts, identity, body, base }) => {
      const invitation = await parts.accounts.invitations.create(identity, body)
      return { body: invitation, headers: { location: `${base()}/invitations/${invitation.id}` } }
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/users/:id',
    id: 'updateUser',
    summary: 'Change the name or role of a person',
    tag,
    auth: 'manager',
    confirmed: true,
    params: byId,
    body: UpdateUserBody.meta({
      id: 'UpdateUser',
      description: 'The fields to change',
      examples: [{ role: 'server' }],
    }),
    unstored: true,
    refusals: ['not_found', 'invalid_transition'],
    success: { status: 200, description: 'The person after the change', body: User },
    handle: async ({ parts, identity, params, body }) => ({
      body: await parts.accounts.updateUser(identity, params.id, body),
    }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/users/:id',
    id: 'removeUser',
    summary: 'Remove a person, or leave',
    description: 'Anybody may leave with their own id, but the last owner. The invitations that they made end too.',
    tag,
    auth: 'viewer',
    roles: 'Needs the role manager for another person.',
    params: byId,
    refusals: ['not_found', 'invalid_transition', 'step_up_required'],
    success: { status: 204, description: 'They are removed, and their sessions have ended on every device' },
    handle: async ({ parts, identity, params }) => {
      // Anybody may leave without it: their device may have been signed in for weeks.
      if (params.id !== identity.userId) await parts.accounts.ownSessions.mustBeConfirmed(identity)
      await parts.accounts.removeUser(identity, params.id)
      return {}
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/users/:id/reset-link',
    id: 'createResetLink',
    summary: 'Make a link to reset the password of a person',
    description:
      'For a person up to your own role who works at this restaurant alone. The link is yours to hand over. It works once, ' +
      'for a week, and a new one replaces it.',
    tag,
    auth: 'manager',
    confirmed: true,
    params: byId,
    unstored: true,
    refusals: ['not_found'],
    success: { status: 201, description: 'The link', body: HandedLink },
    handle: async ({ parts, identity, params }) => ({
      body: await parts.accounts.links.createReset(identity, params.id),
    }),
  }),
]
