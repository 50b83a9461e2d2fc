import {
  Passkey,
  PasskeyAssertion,
  PasskeyChallenge,
  PasskeyChange,
  PasskeyCreation,
  PasskeySignInBody,
} from '@qtable/protocol'
import { byId } from '../command-route.ts'
import { definePublicRoute, defineRoute, type Route } from '../route.ts'
import { SessionBody } from './auth.ts'

const tag = 'Sign in'

const signInRoutes: Route[] = [
  definePublicRoute({
    method: 'POST',
    path: '/auth/passkeys/sign-in-options',
    id: 'beginPasskeySignIn',
    summary: 'Begin a sign-in with a passkey',
    tag,
    auth: 'none',
    unstored: true,
    refusals: ['not_found'],
    success: { status: 200, description: 'What the browser needs to ask for one', body: PasskeyChallenge },
    handle: async ({ parts }) => ({ body: await parts.accounts.factors.beginPasskeySignIn() }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/passkeys/sign-in',
    id: 'signInWithPasskey',
    summary: 'Sign in with a passkey',
    description: 'It counts as both factors: no code is asked for. Each challenge is answered once.',
    tag,
    auth: 'none',
    body: PasskeySignInBody,
    unstored: true,
    refusals: ['unauthenticated', 'forbidden', 'not_found', 'rate_limited'],
    success: { status: 200, description: 'Signed in', body: SessionBody },
    work: 'sign_in',
    handle: async ({ parts, body: { restaurant_id: restaurantId, ...given }, caller }) => ({
      body: await parts.accounts.factors.signInWithPasskey({ ...given, restaurantId, ...caller() }),
    }),
  }),
]

const stepUpRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/auth/passkeys/step-up-options',
    id: 'beginPasskeyStepUp',
    summary: 'Begin to show with a passkey that it is still you',
    tag,
    auth: 'viewer',
    unstored: true,
    refusals: ['not_found'],
    success: { status: 200, description: 'What the browser needs to ask for one of yours', body: PasskeyChallenge },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.factors.beginPasskeyStepUp(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/passkeys/step-up',
    id: 'stepUpWithPasskey',
    summary: 'Show with a passkey that it is still you',
    description: 'The same as `/auth/step-up` with a password.',
    tag,
    auth: 'viewer',
    body: PasskeyAssertion,
    refusals: ['not_found'],
    success: { status: 204, description: 'Confirmed' },
    handle: async ({ parts, identity, body }) => {
      await parts.accounts.ownSessions.stepUpWithPasskey(identity, body)
      return {}
    },
  }),
]

const ownRoutes: Route[] = [
  defineRoute({
    method: 'POST',
    path: '/auth/passkeys/options',
    id: 'beginPasskey',
    summary: 'Begin to make a passkey',
    tag,
    auth: 'viewer',
    confirmed: true,
    unstored: true,
    refusals: ['not_found', 'invalid_transition'],
    success: { status: 200, description: 'What the browser needs to make one', body: PasskeyChallenge },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.factors.passkeys.begin(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/passkeys',
    id: 'addPasskey',
    summary: 'Keep a passkey that was made',
    tag,
    auth: 'viewer',
    confirmed: true,
    body: PasskeyCreation,
    unstored: true,
    refusals: ['not_found', 'already_exists', 'invalid_transition'],
    success: { status: 201, description: 'It signs in from now on', body: Passkey },
    handle: async ({ parts, identity, body, caller }) => ({
      body: await parts.accounts.factors.passkeys.add(identity, { ...body, userAgent: caller().userAgent }),
    }),
  }),
  defineRoute({
    method: 'PATCH',
    path: '/auth/passkeys/:id',
    id: 'renamePasskey',
    summary: 'Rename a passkey',
    tag,
    auth: 'viewer',
    params: byId,
    body: PasskeyChange,
    unstored: true,
    refusals: ['not_found'],
    success: { status: 200, description: 'The passkey', body: Passkey },
    handle: async ({ parts, identity, params, body }) => ({
      body: await parts.accounts.factors.passkeys.rename(identity, params.id, body.name),
    }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/auth/passkeys/:id',
    id: 'removePasskey',
    summary: 'Remove a passkey',
    tag,
    auth: 'viewer',
    confirmed: true,
    params: byId,
    refusals: ['not_found'],
    success: { status: 204, description: 'It signs in nowhere any more' },
    handle: async ({ parts, identity, params }) => {
      await parts.accounts.factors.passkeys.remove(identity, params.id)
      return {}
    },
  }),
]

/** Routes of passkeys. */
export const passkeyRoutes: Route[] = [...signInRoutes, ...stepUpRoutes, ...ownRoutes]
