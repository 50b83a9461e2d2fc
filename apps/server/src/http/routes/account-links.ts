import { LookBody, ProveBody, ReceivedLink, ResetBody } from '@qtable/protocol'
import { definePublicRoute, type Route } from '../route.ts'

const tag = 'Sign in'
const token = 'Zr0b1LkYt8mQ2c9n5VwXe7Hs4Ju6Ta3PfKd8Rg1Wq0E'
const password = 'correct horse battery staple'

/** Routes for the holders of links that belong to an account. */
export const accountLinkRoutes: Route[] = [
  definePublicRoute({
    method: 'POST',
    path: '/auth/link',
    id: 'getAccountLink',
    summary: 'Read what a link is for',
    tag,
    auth: 'none',
    body: LookBody,
    unstored: true,
    refusals: ['not_found'],
    success: { status: 200, description: 'What it does, and whose account it belongs to', body: ReceivedLink },
    handle: async ({ parts, body }) => ({ body: await parts.accounts.links.look(body.token) }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/reset',
    id: 'resetPassword',
    summary: 'Set a new password with a reset link',
    description: 'Proves the address and ends every session of the account.',
    tag,
    auth: 'none',
    body: ResetBody.meta({
      id: 'ResetPassword',
      description: 'The link and the new password',
      examples: [{ token, password }],
    }),
    unstored: true,
    refusals: ['not_found', 'rate_limited'],
    success: { status: 204, description: 'The password is set' },
    work: 'reset',
    handle: async ({ parts, body, caller }) => {
      await parts.accounts.links.reset({ ...body, ...caller() })
      return {}
    },
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/prove',
    id: 'proveAddress',
    summary: 'Prove the address of an account with a proof link',
    description: 'Ends every session of the account.',
    tag,
    auth: 'none',
    body: ProveBody.meta({
      id: 'ProveAddress',
      description: 'The link and the password of the account',
      examples: [{ token, password }],
    }),
    unstored: true,
    refusals: ['unauthenticated', 'not_found', 'rate_limited'],
    success: { status: 204, description: 'The address is proven' },
    work: 'reset',
    handle: async ({ parts, body, caller }) => {
      await parts.accounts.links.prove({ ...body, ...caller() })
      return {}
    },
  }),
]
