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
const SessionBody = Session.meta({
  id: 'Session',
  description: 'A sign-in: who, where, and the tokens of it',
  examples: [{ access_token: 'eyJhbGciOi…', refresh_token, token_type: 'Bearer', expires_in: 900, ...me }],
})

export const authRoutes: Route[] = [
  definePublicRoute({
    method: 'POST',
    path: '/auth/register',
    id: 'register',
    summary: 'Make a restaurant and its owner',
    tag,
    auth: 'none',
    body: RegisterBody.meta({
      id: 'Register',
      description: 'A new restaurant and who owns it',
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
    refusals: ['already_exists', 'rate_limited'],
    success: { status: 201, description: 'Signed in as the owner', body: SessionBody },
    handle: async ({ world, body, address }) => ({
      body: await world.accounts.register({ ...body, address: address() }),
    }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/login',
    id: 'login',
    summary: 'Sign in',
    tag,
    auth: 'none',
    body: LoginBody.meta({
      id: 'Login',
      description: 'Who, and the proof of it; `restaurant_id` picks one of several restaurants',
      examples: [{ email: 'mina@example.com', password }],
    }),
    refusals: ['unauthenticated', 'forbidden', 'rate_limited'],
    success: { status: 200, description: 'Signed in', body: SessionBody },
    handle: async ({ world, body: { restaurant_id: restaurantId, ...given }, address }) => ({
      body: await world.accounts.login({ ...given, restaurantId, address: address() }),
    }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/refresh',
    id: 'refresh',
    summary: 'New tokens for a refresh token, which works once',
    description: 'A refresh token that is used twice ends the whole session: one of the two has stolen it.',
    tag,
    auth: 'none',
    body: RefreshBody.meta({ id: 'Refresh', description: 'The refresh token', examples: [{ refresh_token }] }),
    refusals: ['unauthenticated'],
    success: { status: 200, description: 'The next pair of tokens', body: SessionBody },
    handle: async ({ world, body }) => ({ body: await world.accounts.refresh(body.refresh_token) }),
  }),
  definePublicRoute({
    method: 'POST',
    path: '/auth/logout',
    id: 'logout',
    summary: 'End the session',
    description: 'That of the refresh token, which needs no access token beside it, or that of the access token.',
    tag,
    auth: 'none',
    body: LogoutBody.meta({
      id: 'Logout',
      description: 'The session to end, by its refresh token; that of the access token unless given',
      examples: [{ refresh_token }],
    }),
    bodyOptional: true,
    refusals: ['unauthenticated'],
    success: { status: 204, description: 'It is over' },
    handle: async ({ world: { accounts }, body, headers }) => {
      await accounts.logout(body.refresh_token ?? (await authenticate(accounts, headers.authorization)))
      return {}
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/switch',
    id: 'switchRestaurant',
    summary: 'Sign in to another of your restaurants',
    tag,
    auth: 'viewer',
    body: SwitchBody.meta({ id: 'Switch', description: 'Which restaurant', examples: [{ restaurant_id: 1 }] }),
    success: { status: 200, description: 'Signed in there', body: SessionBody },
    handle: async ({ world, identity, body }) => ({
      body: await world.accounts.switchTo(identity, body.restaurant_id),
    }),
  }),
  defineRoute({
    method: 'GET',
    path: '/auth/me',
    id: 'getMe',
    summary: 'Who is signed in, and where',
    tag,
    auth: 'viewer',
    success: {
      status: 200,
      description: 'You, this restaurant and your others',
      body: Me.meta({ id: 'Me', description: 'Who is signed in', examples: [me] }),
    },
    handle: async ({ world, identity }) => ({ body: await world.accounts.me(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/password',
    id: 'changePassword',
    summary: 'Change your password; your other sessions end',
    tag,
    auth: 'viewer',
    body: ChangePasswordBody.meta({
      id: 'ChangePassword',
      description: 'The password as it is and as it shall be',
      examples: [{ current_password: password, new_password: 'battery staple correct horse' }],
    }),
    success: { status: 204, description: 'It is changed' },
    handle: async ({ world, identity, body }) => {
      await world.accounts.changePassword(identity, body.current_password, body.new_password)
      return {}
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/auth/ticket',
    id: 'createTicket',
    summary: 'A ticket that opens one WebSocket',
    tag,
    auth: 'viewer',
    success: {
      status: 200,
      description: 'The ticket',
      body: Ticket.meta({
        id: 'Ticket',
        description: 'Opens one WebSocket, once, soon',
        examples: [{ ticket: 'nJ4Zl0v1R6sXy2Q8', expires_in: 30 }],
      }),
    },
    handle: async ({ world, identity }) => ({ body: await world.accounts.createTicket(identity) }),
  }),
]
