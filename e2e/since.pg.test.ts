import { uuidv7 } from '@qtable/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../apps/server/src/testing/server-process.ts'
import { openApiClient, registerOwner } from './api-client.ts'

interface Delta {
  timestamp: string
  has_more: boolean
  changes: { entity_id: string }[]
}

const writers = 50
const guestsEach = 12
const minPolls = 6

test('[I19] [SY21] a client that polls since the time of its last response misses nothing of fifty writers', {
  timeout: 60_000,
}, async () => {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  const { url } = await serveProcess({ DATABASE_URL, DATA_DIR: await dataFolder() })
  const { token } = await registerOwner(url)
  const owner = openApiClient(url, token)

  const acknowledged: string[] = []
  let polls = 0
  async function write(): Promise<void> {
    // On a slow machine, as long as it takes to be polled between the writes.
    for (let i = 0; i < guestsEach || polls < minPolls; i++) {
      const id = uuidv7()
      await owner.call('POST', '/guests', { id, partySize: 2 })
      acknowledged.push(id)
    }
  }

  let areWritersDone = false
  const seen = new Set<string>()
  async function poll(): Promise<void> {
    let since = String((await owner.call('GET', '/sync/full')).timestamp)
    // The last poll begins after the last acknowledgement.
    for (let isLast = false; !isLast; polls += 1) {
      isLast = areWritersDone
      const delta = await owner.call<Delta>('GET', `/sync/delta?since=${encodeURIComponent(since)}`)
      for (const { entity_id } of delta.changes) seen.add(entity_id)
      since = delta.timestamp
      if (delta.has_more) isLast = false
    }
  }

  const polling = poll()
  await Promise.all(Array.from({ length: writers }, write))
  areWritersDone = true
  await polling
  expect(acknowledged.length).toBeGreaterThanOrEqual(writers * guestsEach)
  expect(polls).toBeGreaterThanOrEqual(minPolls)
  expect(acknowledged.filter((id) => !seen.has(id))).toEqual([])
})
