import { CreateUserBody, UpdateUserBody, User } from '@qtable/protocol'
import { z } from 'zod'
import { byId } from '../command-route.ts'
import { defineRoute, type Route } from '../route.ts'

const tag = 'Users'

export const userRoutes: Route[] = [
  defineRoute({
    method: 'GET',
    path: '/users',
    id: 'listUsers',
    summary: 'Who works here',
    tag,
    auth: 'manager',
    success: { status: 200, description: 'Everybody', body: z.array(User) },
    handle: async ({ world, identity }) => ({ body: await world.accounts.listUsers(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/users',
    id: 'createUser',
    summary: 'Let somebody in',
    description: 'Where the email has an account already, that account joins and keeps its own name and password.',
    tag,
    auth: 'manager',
    body: CreateUserBody.meta({
      id: 'CreateUser',
      description: 'Who, and as what',
      examples: [{ email: 'jonas@example.com', name: 'Jonas', role: 'host', password: 'correct horse battery staple' }],
    }),
    refusals: ['already_exists'],
    success: { status: 201, description: 'They may sign in', body: User, headers: ['Location'] },
    handle: async ({ world, identity, body, base }) => {
      const user = await world.accounts.createUser(identity, body)
      return { body: user, headers: { location: `${base()}/users/${user.id}` } }
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/users/:id',
    id: 'updateUser',
    summary: 'Change the name or role of somebody',
    tag,
    auth: 'manager',
    params: byId,
    body: UpdateUserBody.meta({ id: 'UpdateUser', description: 'What to change', examples: [{ role: 'server' }] }),
    refusals: ['not_found', 'invalid_transition'],
    success: { status: 200, description: 'The person as they are now', body: User },
    handle: async ({ world, identity, params, body }) => ({
      body: await world.accounts.updateUser(identity, params.id, body),
    }),
  }),
  defineRoute({
    method: 'DELETE',
    path: '/users/:id',
    id: 'removeUser',
    summary: 'Cut somebody off',
    tag,
    auth: 'manager',
    params: byId,
    refusals: ['not_found', 'invalid_transition'],
    success: { status: 204, description: 'They are out, everywhere, at once' },
    handle: async ({ world, identity, params }) => {
      await world.accounts.removeUser(identity, params.id)
      return {}
    },
  }),
]
