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
    summary: 'List people',
    tag,
    auth: 'manager',
    success: { status: 200, description: 'Everyone who works at the restaurant', body: z.array(User) },
    handle: async ({ parts, identity }) => ({ body: await parts.accounts.listUsers(identity) }),
  }),
  defineRoute({
    method: 'POST',
    path: '/users',
    id: 'createUser',
    summary: 'Add a person',
    description: 'An email that has an account already joins with it: the account keeps its name and password.',
    tag,
    auth: 'manager',
    body: CreateUserBody.meta({
      id: 'CreateUser',
      description: 'The new person and their role',
      examples: [{ email: 'jonas@example.com', name: 'Jonas', role: 'host', password: 'correct horse battery staple' }],
    }),
    refusals: ['already_exists'],
    success: { status: 201, description: 'The person, who can sign in now', body: User, headers: ['Location'] },
    handle: async ({ parts, identity, body, base }) => {
      const user = await parts.accounts.createUser(identity, body)
      return { body: user, headers: { location: `${base()}/users/${user.id}` } }
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/users/:id',
    id: 'updateUser',
    summary: 'Change the name or role of a person',
    tag,
    auth: 'manager',
    params: byId,
    body: UpdateUserBody.meta({
      id: 'UpdateUser',
      description: 'The fields to change',
      examples: [{ role: 'server' }],
    }),
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
    summary: 'Remove a person',
    tag,
    auth: 'manager',
    params: byId,
    refusals: ['not_found', 'invalid_transition'],
    success: { status: 204, description: 'They are removed, and their sessions have ended on every device' },
    handle: async ({ parts, identity, params }) => {
      await parts.accounts.removeUser(identity, params.id)
      return {}
    },
  }),
]
