import { entities, exampleIds } from '@qtable/domain'
import {
  ChangePasswordBody,
  LoginBody,
  LogoutBody,
  Me,
  RefreshBody,
  RegisterBody,
  Session,
  SwitchBody,
  Ticket,
} from '@qtable/protocol'
import { authenticate } from '../../wire/authenticate.ts'
import { definePublicRoute, defineRoute, type Route } from '../route.ts'

const tag = 'Sign in'
const password = 'correct horse battery staple'
const { id, name, slug, timezone } = entities.restaurant.example
const me = {
  user: { id: exampleIds.user, email: 'mina@example.com', name: 'Mina', role: 'owner' },
  restaurant: { id, name, slug, timezone },
  restaurants: [{ id, name, role: 'owner' }],
}
const refresh_token = 'r1.Zr0b1LkYt8mQ2c9n5VwXe7Hs4Ju6Ta3Pf'
/** A session in the documents. */
export const SessionBody = Session.meta({
  id: 'Session',
  description: 'A session: its tokens, its user and its restaurant',
  examples: [{ access_token: 'eyJhbGciOi…', refresh_token, token_type: 'Bearer', expires_in: 900, ...me }],
})

export const authRoutes: Route[] = [
  definePublicRoute({
    method: 'POST',
    path: '/auth/register',
    id: 'register',
    summary: 'Register a restaurant and its owner',
    description:
      'The server may ask for the `token` of a registration link, or let nobody register: both are `forbidden`.',
    tag,
    auth: 'none',
    body: RegisterBody.meta({
      id: 'Register',
      description: 'A new restaurant and its owner',
      examples: [
        {
          restaurantName: 'Trattoria Nove',
          timezone: 'Europe/Berlin',
          name: 'Mina',
          email: 'mina@example.com',
          password,
        },
      ],
    }),
    refusals: ['forbidden', 'already_exists', 'second_factor_required', 'rate_limited'],
    unstored: true,
    success: { status: 201, description: 'Signed in as the owner', body: SessionBody },
    work: 'registration',
    handle: async ({ parts, body, caller }) => ({
      body: await parts.accounts.register({ ...body, ...caller() }),
    }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/login',
    id: 'login',
    summary: 'Sign in',
    description:
      'An account with two-step sign-in answers `second_factor_required`, with a SecondFactorChallenge as `current`: its ticket and a code complete the sign-in at `/auth/second-factor`.',
    tag,
    auth: 'none',
    body: LoginBody.meta({
      id: 'Login',
      description: 'Email and password. `restaurant_id` picks one of several restaurants',
      examples: [{ email: 'mina@example.com', password }],
    }),
    refusals: ['unauthenticated', 'forbidden', 'second_factor_required', 'rate_limited'],
    unstored: true,
    success: { status: 200, description: 'Signed in', body: SessionBody },
    work: 'sign_in',
    handle: async ({ parts, body: { restaurant_id: restaurantId, ...given }, caller }) => ({
      body: await parts.accounts.login({ ...given, restaurantId, ...caller() }),
    }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/refresh',
    id: 'refresh',
    summary: 'Renew the tokens of a session',
    description: 'A refresh token works once. A second use means that it was stolen, and ends the session.',
    tag,
    auth: 'none',
    body: RefreshBody.meta({ id: 'Refresh', description: 'The refresh token', examples: [{ refresh_token }] }),
    refusals: ['unauthenticated'],
    unstored: true,
    success: { status: 200, description: 'The next pair of tokens', body: SessionBody },
    handle: async ({ parts, body, caller }) => ({
      body: await parts.accounts.refresh(body.refresh_token, caller()),
    }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/logout',
    id: 'logout',
    summary: 'Sign out',
    description: 'Ends the session of the refresh token, or without one the session of the access token.',
    tag,
    auth: 'none',
    body: LogoutBody.meta({
      id: 'Logout',
      description: 'The refresh token of the session to end',
      examples: [{ refresh_token }],
    }),
    bodyOptional: true,
    refusals: ['unauthenticated'],
    success: { status: 204, description: 'The session has ended' },
    handle: async ({ parts: { accounts }, body, headers }) => {
      await accounts.logout(body.refresh_token ?? (await authenticate(accounts, headers.authorization)))
      return {}
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/switch',
    id: 'switchRestaurant',
    summary: 'Switch to another of your restaurants',
    tag,
    auth: 'viewer',
    body: SwitchBody.meta({
      id: 'Switch',
      description: 'The restaurant to switch to',
      examples: [{ restaurant_id: 1 }],
    }),
    unstored: true,
    success: { status: 200, description: 'A new session at that restaurant', body: SessionBody },
    handle: async ({ parts, identity, body, caller }) => ({
      body: await parts.accounts.switchTo(identity, body.restaurant_id, caller()),
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/auth/me',
    id: 'getMe',
    summary: 'Read who is signed in',
    tag,
    auth: 'viewer',
    unstored: true,
    success: {
      status: 200,
      description: 'You, this restaurant and your other restaurants',
      body: Me.meta({ id: 'Me', description: 'Who is signed in', examples: [me] }),
    },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.me(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/password',
    id: 'changePassword',
    summary: 'Change your password',
    description: 'Ends all your other sessions.',
    tag,
    auth: 'viewer',
    body: ChangePasswordBody.meta({
      id: 'ChangePassword',
      description: 'The current and the new password',
      examples: [{ current_password: password, new_password: 'battery staple correct horse' }],
    }),
    success: { status: 204, description: 'The password is changed' },
    handle: async ({ parts, identity, body: { current_password: current, new_password: next }, caller }) => {
      await parts.accounts.changePassword(identity, { current, next, ...caller() })
      return {}
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/ticket',
    id: 'createTicket',
    summary: 'Create a ticket for a WebSocket',
    tag,
    auth: 'viewer',
    unstored: true,
    success: {
      status: 200,
      description: 'The ticket',
      body: Ticket.meta({
        id: 'Ticket',
        description: 'Opens one WebSocket within `expires_in` seconds',
        examples: [{ ticket: 'nJ4Zl0v1R6sXy2Q8', expires_in: 30 }],
      }),
    },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.createTicket(identity) }),
  }),
]
