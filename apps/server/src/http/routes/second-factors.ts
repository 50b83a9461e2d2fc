import { ConfirmTotpBody, Factors, RecoveryCodes, SecondFactorBody, TotpEnrolment } from '@qtable/protocol'
import { definePublicRoute, defineRoute, type Route } from '../route.ts'
import { SessionBody } from './auth.ts'

const tag = 'Sign in'

/** Routes of two-step sign-in. */
export const secondFactorRoutes: Route[] = [
  definePublicRoute({
    method: 'POST',
    path: '/auth/second-factor',
    id: 'completeSignIn',
    summary: 'Complete a sign-in with a code',
    description: 'After a wrong code the ticket still works; it signs in once. Each code works once too.',
    tag,
    auth: 'none',
    body: SecondFactorBody,
    refusals: ['unauthenticated', 'forbidden', 'rate_limited'],
    unstored: true,
    success: { status: 200, description: 'Signed in', body: SessionBody },
    work: 'sign_in',
    handle: async ({ parts, body, caller }) => ({
      body: await parts.accounts.factors.completeSignIn({ ...body, ...caller() }),
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/auth/factors',
    id: 'listFactors',
    summary: 'List what you sign in with beside your password',
    tag,
    auth: 'viewer',
    unstored: true,
    success: { status: 200, description: 'Two-step sign-in and passkeys', body: Factors },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.factors.list(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/totp',
    id: 'enrolTotp',
    summary: 'Begin two-step sign-in',
    description: 'It is on once a first code is confirmed, within 15 minutes. Another beginning replaces this one.',
    tag,
    auth: 'viewer',
    confirmed: true,
    unstored: true,
    refusals: ['already_exists'],
    success: { status: 201, description: 'The secret for an authenticator app', body: TotpEnrolment },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.factors.totp.enrol(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/totp/confirm',
    id: 'confirmTotp',
    summary: 'Turn on two-step sign-in with a first code',
    tag,
    auth: 'viewer',
    confirmed: true,
    body: ConfirmTotpBody,
    unstored: true,
    refusals: ['not_found'],
    success: { status: 201, description: 'It is on', body: RecoveryCodes },
    handle: async ({ parts, identity, body, caller }) => ({
      body: await parts.accounts.factors.totp.confirm(identity, { ...body, address: caller().address }),
    }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/auth/totp',
    id: 'removeTotp',
    summary: 'Turn off two-step sign-in',
    tag,
    auth: 'viewer',
    confirmed: true,
    refusals: ['not_found'],
    success: { status: 204, description: 'It is off, and its recovery codes are gone' },
    handle: async ({ parts, identity }) => {
      await parts.accounts.factors.totp.remove(identity)
      return {}
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/recovery-codes',
    id: 'renewRecoveryCodes',
    summary: 'Get new recovery codes',
    description: 'All earlier ones stop working.',
    tag,
    auth: 'viewer',
    confirmed: true,
    unstored: true,
    refusals: ['not_found'],
    success: { status: 201, description: 'The new codes', body: RecoveryCodes },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.factors.totp.renewRecoveryCodes(identity) }),
  }),
]
