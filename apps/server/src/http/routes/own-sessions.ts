import { OwnSession, StepUpBody } from '@qtable/protocol'
import { z } from 'zod'
import { byId } from '../command-route.ts'
import { defineRoute, type Route } from '../route.ts'

const tag = 'Sign in'

/** Routes about the caller's sessions. */
export const ownSessionRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/auth/sessions',
    id: 'listOwnSessions',
    summary: 'List your sessions',
    tag,
    auth: 'viewer',
    unstored: true,
    success: { status: 200, description: 'Your live sessions, the last used first', body: z.array(OwnSession) },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.ownSessions.list(identity) }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/auth/sessions/:id',
    id: 'endOwnSession',
    summary: 'End one of your sessions',
    tag,
    auth: 'viewer',
    params: byId,
    refusals: ['not_found'],
    success: { status: 204, description: 'It has ended on every node' },
    handle: async ({ parts, identity, params }) => {
      await parts.accounts.ownSessions.end(identity, params.id)
      return {}
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/auth/sessions',
    id: 'endOtherSessions',
    summary: 'End all your other sessions',
    tag,
    auth: 'viewer',
    success: { status: 204, description: 'They have ended on every node' },
    handle: async ({ parts, identity }) => {
      await parts.accounts.ownSessions.endOthers(identity)
      return {}
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/step-up',
    id: 'stepUp',
    summary: 'Show that it is still you',
    description: 'What answers `step_up_required` works in this session for the next 15 minutes.',
    tag,
    auth: 'viewer',
    body: StepUpBody.meta({
      id: 'StepUp',
      description: 'The password of the signed-in person, or a code of their authenticator app',
      examples: [{ password: 'correct horse battery staple' }],
    }),
    refusals: ['rate_limited'],
    success: { status: 204, description: 'Confirmed' },
    handle: async ({ parts, identity, body, caller }) => {
      await parts.accounts.ownSessions.stepUp(identity, { ...body, ...caller() })
      return {}
    },
  }),
]
