import { randomUUID } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { measured } from '../testing/measured.ts'
import { openTestServer } from './testing/open-server.ts'

const dayMs = 86_400_000

test('[I29] searches among thousands of bookings hold up nobody, and no restaurant has many at once', async () => {
  const server = await openTestServer()
  onTestFinished(server.close)
  const owner = await server.register()
  for (let n = 0; n < 10; n++) {
    const reservations = Array.from({ length: 500 }, (_, i) => ({
      ...{ name: `Party ${n} ${i}`, partySize: 2, phone: '+4930123456', notes: 'a window, and a cake at ten' },
      startsAt: new Date(Date.now() + dayMs + (n * 500 + i) * 60_000).toISOString(),
    }))
    const operations = [{ id: randomUUID(), type: 'reservation.import', payload: { reservations } }]
    expect((await owner.ask('POST', 'atomic/batch', { operations })).status).toBe(200)
  }
  const search = () => owner.ask('GET', 'reservations?q=party+9+cake&limit=500')
  const { body } = await owner.ask<unknown[]>('GET', 'reservations?q=party+9+7+cake&limit=500')
  expect(body.length).toBeGreaterThan(10)
  const turns = []
  for (let n = 0; n < 4; n++) turns.push((await measured(search)).longestTurnMs)
  expect(Math.min(...turns)).toBeLessThan(40)
  const replies = await Promise.all(Array.from({ length: 40 }, search))
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 503]))
  expect(replies.find(({ status }) => status === 503)?.headers['retry-after']).toBeTruthy()
}, 60_000)
