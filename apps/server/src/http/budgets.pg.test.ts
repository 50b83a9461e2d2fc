import { uuidv7 } from '@qtable/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultBudgets } from '../budgets.ts'
import { openTestServer, type TestServer } from './testing/open-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer({
    budgets: { ...defaultBudgets, parties: 3, people: 3, versions_per_minute: 12, undo_targets: 2 },
  })
})
afterAll(() => server.close())

const party = () => ({ id: uuidv7(), type: 'guest.create', payload: { partySize: 2 } })

test('[I30] a party too many is 429 with the budget, its limit and its use, without Retry-After', async () => {
  const client = await server.register()
  for (let i = 0; i < 3; i++) await client.ask('POST', 'guests', { partySize: 2 })
  const refused = await client.ask('POST', 'guests', { partySize: 2 })
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'quota_exceeded', current: { budget: 'parties', limit: 3, used: 4 } },
  })
  expect(refused.headers).not.toHaveProperty('retry-after')
  const [guest] = (await client.ask<{ id: string }[]>('GET', 'guests')).body
  expect((await client.ask('DELETE', `guests/${guest?.id}`)).status).toBe(204)
  expect((await client.ask('POST', 'guests', { partySize: 2 })).status).toBe(201)
})

test('[I30] an upload lists an operation too many as refused, and the device may send it again', async () => {
  const client = await server.register()
  const operations = Array.from({ length: 4 }, party)
  const first = await client.ask<Upload>('POST', 'sync/batch', { operations })
  expect(first.body.results.map(({ status }) => status)).toEqual(['applied', 'applied', 'applied', 'rejected'])
  expect(first.body.results[3]).toMatchObject({ error: { code: 'quota_exceeded', current: { budget: 'parties' } } })
  const [guest] = (await client.ask<{ id: string }[]>('GET', 'guests')).body
  await client.ask('DELETE', `guests/${guest?.id}`)
  const again = await client.ask<Upload>('POST', 'sync/batch', { operations: operations.slice(3) })
  expect(again.body.results).toMatchObject([{ status: 'applied' }])
})

interface Upload {
  results: { status: string }[]
}

test('[I30] an upload undoes as many transactions as it may', async () => {
  const client = await server.register()
  const operations = Array.from({ length: 3 }, () => ({
    id: uuidv7(),
    type: 'undo',
    payload: { transactionId: uuidv7() },
  }))
  const { body } = await client.ask('POST', 'sync/batch', { operations })
  expect(body).toMatchObject({
    results: [
      { error: { code: 'not_found' } },
      { error: { code: 'not_found' } },
      { error: { code: 'quota_exceeded', current: { budget: 'undo_targets', limit: 2, used: 3 } } },
    ],
  })
})

test('[I30] people and invitations together have a budget; a new link and an acceptance need no place', async () => {
  const client = await server.register()
  const invite = (email: string) => client.ask('POST', 'users', { email, name: 'Jonas', role: 'host' })
  await server.hire(client, 'host')
  const third = await invite('third@example.com')
  expect(third.status).toBe(201)
  const refused = await invite('fourth@example.com')
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'quota_exceeded', current: { budget: 'people', limit: 3, used: 4 } },
  })
  expect(refused.headers).not.toHaveProperty('retry-after')
  expect((await invite('third@example.com')).status).toBe(201)
  const renewed = await client.ask('POST', `invitations/${third.body.id}/link`)
  expect(renewed.status).toBe(201)
  const token = String(renewed.body.link).split('#')[1] ?? ''
  await server.accounts.acceptInvitation({ token, name: 'Jonas', password: 'correct horse battery staple' })
  expect((await invite('fourth@example.com')).status).toBe(429)
  const [last] = (await client.ask<{ id: string; role: string }[]>('GET', 'users')).body.filter(
    ({ role }) => role !== 'owner',
  )
  expect((await client.ask('DELETE', `users/${last?.id}`)).status).toBe(204)
  expect((await invite('fourth@example.com')).status).toBe(201)
})

test('[I30] of invitations at once no more are made than there are places', async () => {
  const client = await server.register()
  const sent = Array.from({ length: 6 }, (_, i) =>
    client.ask('POST', 'users', { email: `person${i}@example.com`, name: 'Jonas', role: 'host' }),
  )
  const statuses = (await Promise.all(sent)).map(({ status }) => status)
  expect(statuses.sort()).toEqual([201, 201, 429, 429, 429, 429])
})

test('[I30] past the changes of a minute, a request and an upload are 429 with Retry-After', async () => {
  const client = await server.register()
  const { id } = (await client.ask<{ id: string }>('POST', 'guests', { partySize: 2 })).body
  let refused = await client.ask('PATCH', `guests/${id}`, { notes: '0' })
  for (let i = 1; i < 20 && refused.status === 200; i++) {
    refused = await client.ask('PATCH', `guests/${id}`, { notes: `${i}` })
  }
  const asked = { budget: 'versions_per_minute', limit: 12, used: 13 }
  expect(refused).toMatchObject({ status: 429, body: { code: 'quota_exceeded', current: asked } })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  const upload = await client.ask('POST', 'sync/batch', { operations: [party()] })
  expect(upload).toMatchObject({ status: 429, body: { code: 'quota_exceeded', current: asked } })
  expect(upload.headers).toHaveProperty('retry-after')
})

test('[I30] metrics tell the limit of each budget, what is used most, and what was refused', async () => {
  const text = (await server.inject({ method: 'GET', url: '/metrics' })).text
  expect(text).toContain('qtable_budget_limit{budget="parties"} 3')
  expect(text).toContain('qtable_budget_used{budget="parties"} 3')
  expect(text).toMatch(/qtable_budget_refusals_total\{budget="versions_per_minute"\} \d/)
})
