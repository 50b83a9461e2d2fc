import { uuidv7 } from '@qtable/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../apps/server/src/testing/server-process.ts'
import { mustAnswer } from './faults/http.ts'

interface Delta {
  timestamp: string
  has_more: boolean
  cursor: string
  changes: { entity_id: string }[]
}

const writers = 50
const partiesEach = 12

test('[I19] [SY21] who asks for what changed since the time of the last answer misses nothing of fifty writers', {
  timeout: 60_000,
}, async () => {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  const { url } = await serveProcess({ DATABASE_URL, DATA_DIR: await dataFolder() })
  const { access_token: token } = (await mustAnswer(url, {
    method: 'POST',
    path: '/auth/register',
    body: { restaurantName: 'Chez Ada', name: 'Ada', email: 'ada@example.com', password: 'a good password' },
  })) as { access_token: string }

  let areDone = false
  const acknowledged: string[] = []
  async function write(): Promise<void> {
    // A server that is slow to poll is given more to find.
    for (let i = 0; i < partiesEach || polls < 6; i++) {
      const id = uuidv7()
      await mustAnswer(url, { method: 'POST', path: '/guests', token, body: { id, partySize: 2 } })
      acknowledged.push(id)
    }
  }

  const seen = new Set<string>()
  let polls = 0
  async function poll(): Promise<void> {
    let since = ((await mustAnswer(url, { method: 'GET', path: '/sync/full', token })) as Delta).timestamp
    // Once more after the last acknowledgement: it has the rest.
    for (let isLast = false; !isLast; polls += 1) {
      isLast = areDone
      const path = `/sync/delta?since=${encodeURIComponent(since)}`
      const delta = (await mustAnswer(url, { method: 'GET', path, token })) as Delta
      for (const { entity_id } of delta.changes) seen.add(entity_id)
      since = delta.timestamp
      if (delta.has_more) isLast = false
    }
  }

  const polling = poll()
  await Promise.all(Array.from({ length: writers }, write))
  areDone = true
  await polling
  expect(acknowledged.length).toBeGreaterThanOrEqual(writers * partiesEach)
  expect(polls).toBeGreaterThan(5)
  expect(acknowledged.filter((id) => !seen.has(id))).toEqual([])
})
