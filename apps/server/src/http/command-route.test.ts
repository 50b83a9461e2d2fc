import { commands } from '@qtable/domain'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { answersAtomic, answersCreated, answersEntity, changeRoute, commandRoute } from './command-route.ts'
import { collectionRoutes } from './routes/collection.ts'

const described = { method: 'POST', path: '/guests/:id/restore', tag: 'Guests' } as const
const restoring = { ...described, id: 'restoreGuest', summary: 'Restore', answer: answersEntity('guest') } as const

test('the compiler refuses a route for a command that does not exist', () => {
  expect(() =>
    commandRoute(
      // @ts-expect-error: the command is `guest.restore`
      'guest.restroe',
      { ...described, answer: answersEntity('guest') },
    ),
  ).toThrow()
})

test('the compiler refuses a route with a wrong payload', () => {
  changeRoute({
    ...restoring,
    runs: ['guest.restore'],
    // @ts-expect-error: the field is `guestId`
    commands: (_body, id) => [{ type: 'guest.restore', payload: { gestId: id } }],
  })
  changeRoute({
    ...restoring,
    runs: ['guest.setStatus'],
    // @ts-expect-error: no party has this status
    commands: (_body, guestId) => [{ type: 'guest.setStatus', payload: { guestId, status: 'banana' } }],
  })
  changeRoute({
    ...restoring,
    runs: ['guest.restore'],
    commands: (_body, guestId) => [{ type: 'guest.restore', payload: { guestId } }],
  })
})

test('the compiler refuses a route that runs a command which it does not name', () => {
  changeRoute({
    ...restoring,
    runs: ['guest.restore'],
    // @ts-expect-error: `runs` does not have `guest.delete`
    commands: (_body, guestId) => [{ type: 'guest.delete', payload: { guestId } }],
  })
})

test('only a route of commands that clients write takes one whose type is not checked', () => {
  changeRoute({
    ...restoring,
    runs: ['guest.restore'],
    // @ts-expect-error: a list has commands of `runs` alone
    commands: (_body, id) => [{ id, type: 'guest.banana', payload: {}, path: '' }],
  })
})

test('a route whose parts contradict each other fails when it is declared', () => {
  const added = { method: 'POST', path: '/guests', tag: 'Guests' } as const
  expect(() => commandRoute('guest.create', { ...added, answer: answersCreated('table') })).toThrow('creates none')
  expect(() => commandRoute('guest.restore', { ...added, answer: answersEntity('guest') })).toThrow(':id')
  const never = { ...restoring, runs: ['guest.restore'], neverRefuses: ['rate_limited'] } as const
  expect(() => changeRoute({ ...never, commands: () => [] })).toThrow('rate_limited')
})

test('the compiler refuses rows that the body does not have', () => {
  changeRoute({
    ...restoring,
    runs: ['guest.restore'],
    body: z.object({ guests: z.array(z.object({ guestId: z.uuid() })) }),
    // @ts-expect-error: the list of the body is `guests`
    operationLists: ['tables'],
    commands: ({ guests }) => guests.map((payload) => ({ type: 'guest.restore', payload }) as const),
  })
})

test('a route has the role, the refusals and the guard of its command', () => {
  const route = commandRoute('table.update', { ...described, answer: answersEntity('table') })
  const { relaxed, refusals } = commands['table.update']
  expect(route).toMatchObject({ auth: relaxed?.role, refusals, guarded: true, idempotent: true, id: 'updateTable' })
  expect(route).toMatchObject({ roles: 'Needs the role manager, or server to set status alone.' })
})

test('a route of commands on several kinds of entity, or of one that creates its entity, has no guard', () => {
  const answer = answersAtomic('All of them')
  const both = changeRoute({ ...restoring, answer, runs: ['guest.update', 'table.update'], commands: () => [] })
  const create = commandRoute('guest.create', { ...described, path: '/guests', answer })
  for (const route of [both, create]) expect(route).not.toHaveProperty('guarded')
})

test('a kind of entity has all routes of a collection without declaring any', () => {
  expect(collectionRoutes('section').map(({ method, path, tag }) => `${method} ${path} ${tag}`)).toEqual([
    'GET /sections Sections',
    'POST /sections Sections',
    'GET /sections/:id Sections',
    'PATCH /sections/:id Sections',
    'PUT /sections/:id Sections',
    'DELETE /sections/:id Sections',
  ])
})
