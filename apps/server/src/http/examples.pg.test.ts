import { type CommandType, commands, entities, exampleIds, listedTypes } from '@qtable/domain'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { memberPassword } from '../accounts/testing/open-accounts.ts'
import { exampleOf } from './documents/example-of.ts'
import { routes } from './routes/index.ts'
import { openTestServer, type TestClient, type TestServer } from './testing/open-server.ts'

let server: TestServer
let owner: TestClient
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

// A restaurant with the entities that the examples name.
beforeEach(async () => {
  owner = await server.register()
  const { guest, table, secondTable, section, reservation, combination } = exampleIds
  const startsAt = new Date(Date.now() + 3_600_000).toISOString()
  const named: [string, object][] = [
    ['section.create', { id: section, name: 'Terrace' }],
    ['table.create', { id: table, tableNumber: '12', capacity: 4 }],
    ['table.create', { id: secondTable, tableNumber: '13', capacity: 4 }],
    ['combination.create', { id: combination, name: 'Both', tableIds: [table, secondTable], capacity: 8 }],
    ['guest.create', { id: guest, name: 'Ada Lovelace', partySize: 4 }],
    ['reservation.create', { id: reservation, name: 'Alan Turing', partySize: 2, startsAt }],
  ]
  const others = listedTypes
    .map((type) => [`${type}.create` as CommandType, entities[type].example.id] as const)
    .filter(([type]) => !named.some(([other]) => other === type))
    .map(([type, id]): [string, object] => [type, { ...commands[type].example, id }])
  const created = await owner.ask('POST', 'atomic/batch', {
    operations: [...named, ...others].map(([type, payload]) => ({ id: crypto.randomUUID(), type, payload })),
  })
  expect(created.status, created.text).toBe(200)
})

// Prepares the floor for some examples: it ends a party or a reservation, or deletes a combination.
const before: Readonly<Record<string, () => Promise<unknown>>> = {
  restoreGuest: () => owner.ask('PATCH', `guests/${exampleIds.guest}`, { status: 'cancelled' }),
  restoreReservation: () => owner.ask('PATCH', `reservations/${exampleIds.reservation}`, { status: 'cancelled' }),
  deleteTable: () => owner.ask('DELETE', `combinations/${exampleIds.combination}`),
  createCombination: () => owner.ask('DELETE', `combinations/${exampleIds.combination}`),
}

// Their examples hold tokens, passwords, codes, keys and ids of people that only a real sign-in, invitation or link has.
const cannotRepeat = new Set([
  ...['refresh', 'logout', 'login', 'stepUp', 'updateUser', 'removeUser', 'createResetLink'],
  ...['renewInvitation', 'withdrawInvitation', 'getInvitation', 'acceptInvitation'],
  ...['getAccountLink', 'resetPassword', 'proveAddress'],
  ...['completeSignIn', 'confirmTotp', 'removeTotp', 'renewRecoveryCodes'],
  ...['signInWithPasskey', 'beginPasskeyStepUp', 'stepUpWithPasskey', 'addPasskey', 'renamePasskey', 'removePasskey'],
])

// The example with times in the future, and with the id and the password of this restaurant.
function present(body: Record<string, unknown>): Record<string, unknown> {
  return {
    ...body,
    ...('startsAt' in body ? { startsAt: new Date(Date.now() + 90_000_000).toISOString() } : {}),
    ...('restaurant_id' in body ? { restaurant_id: owner.restaurantId } : {}),
    ...('current_password' in body ? { current_password: memberPassword } : {}),
  }
}

// Paths begin with the plural of what their id names.
function exampleIdOf(path: string): string {
  const [, plural] = path.split('/')
  const type = listedTypes.find((one) => entities[one].plural === plural)
  return type ? entities[type].example.id : ''
}

const changing = routes.filter(
  ({ method, auth, id, body }) => method !== 'GET' && !cannotRepeat.has(id) && (auth !== 'none' || body),
)

test.each(changing)('the example of $method $path is accepted', async (route) => {
  await before[route.id]?.()
  const id = exampleIdOf(route.path)
  const body = route.body ? present(exampleOf(route.body) as Record<string, unknown>) : undefined
  const reply = await owner.ask(route.method, `/api/v1${route.path.replace(':id', id)}`, body)
  expect(reply.status, reply.text).toBe(route.success.status)
  if (route.success.body) route.success.body.parse(reply.body)
})

test('every read answers by its schema', async () => {
  for (const route of routes.filter(({ method, atRoot }) => method === 'GET' && !atRoot)) {
    const id = exampleIdOf(route.path)
    const since =
      route.query instanceof z.ZodObject && 'since' in route.query.shape ? '?since=2026-05-01T18:00:00Z' : ''
    const reply = await owner.ask('GET', `${route.path.replace(':id', id).slice(1)}${since}`)
    expect(reply.status, reply.text).toBe(200)
    route.success.body?.parse(reply.body)
  }
})
