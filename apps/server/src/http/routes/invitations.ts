import { AcceptBody, Invitation, InvitationWithLink, LookBody, ReceivedInvitation } from '@qtable/protocol'
import { z } from 'zod'
import { authenticate } from '../../wire/authenticate.ts'
import { byId } from '../command-route.ts'
import { definePublicRoute, defineRoute, type Route } from '../route.ts'
import { SessionBody } from './auth.ts'

const token = 'Zr0b1LkYt8mQ2c9n5VwXe7Hs4Ju6Ta3PfKd8Rg1Wq0E'

export const invitationRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/invitations',
    id: 'listInvitations',
    summary: 'List who is invited',
    tag: 'Users',
    auth: 'manager',
    unstored: true,
    success: { status: 200, description: 'Everyone who has not accepted yet', body: z.array(Invitation) },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.invitations.list(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/invitations/:id/link',
    id: 'renewInvitation',
    summary: 'Make a new link for an invitation',
    description: 'The old link stops working.',
    tag: 'Users',
    auth: 'manager',
    confirmed: true,
    params: byId,
    unstored: true,
    refusals: ['not_found'],
    success: { status: 201, description: 'The invitation and its new link', body: InvitationWithLink },
    handle: async ({ parts, identity, params }) => ({
      body: await parts.accounts.invitations.renew(identity, params.id),
    }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/invitations/:id',
    id: 'withdrawInvitation',
    summary: 'Withdraw an invitation',
    tag: 'Users',
    auth: 'manager',
    params: byId,
    refusals: ['not_found'],
    success: { status: 204, description: 'Its link no longer works' },
    handle: async ({ parts, identity, params }) => {
      await parts.accounts.invitations.withdraw(identity, params.id)
      return {}
    },
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/invitation',
    id: 'getInvitation',
    summary: 'Read an invitation by its link',
    tag: 'Sign in',
    auth: 'none',
    body: LookBody,
    unstored: true,
    refusals: ['not_found'],
    success: { status: 200, description: 'The invitation', body: ReceivedInvitation },
    handle: async ({ parts, body }) => ({ body: await parts.accounts.lookAtInvitation(body.token) }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/accept',
    id: 'acceptInvitation',
    summary: 'Accept an invitation',
    description:
      'With an access token of the proven account of the address; or with the password of its account, which proves the ' +
      'address and ends every other session; or with a name and a new password, which make a new account. An unproven ' +
      'account of the address then loses it: `in_use` where that account works at a restaurant in use and a member made ' +
      'the link.',
    tag: 'Sign in',
    auth: 'none',
    body: AcceptBody.meta({
      id: 'AcceptInvitation',
      description: 'The link, and who accepts',
      examples: [{ token, name: 'Jonas', password: 'correct horse battery staple' }],
    }),
    unstored: true,
    refusals: [
      ...(['unauthenticated', 'forbidden', 'second_factor_required', 'not_found'] as const),
      ...(['already_exists', 'in_use', 'rate_limited'] as const),
    ],
    success: { status: 200, description: 'Signed in at the restaurant', body: SessionBody },
    work: 'invitation',
    handle: async ({ parts: { accounts }, body, headers, caller }) => {
      const isSignedIn = body.password === undefined && headers.authorization !== undefined
      const identity = isSignedIn ? await authenticate(accounts, headers.authorization) : undefined
      return { body: await accounts.acceptInvitation({ ...body, identity, ...caller() }) }
    },
  }),
]
