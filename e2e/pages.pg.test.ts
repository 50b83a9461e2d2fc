import { openClient } from '@qtable/client'
import { uuidv7 } from '@qtable/protocol'
import { expect, onTestFinished, test } from 'vitest'
import { createTestDatabase } from '../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../apps/server/src/testing/server-process.ts'
import { openApiClient, ownerPassword, registerOwner } from './api-client.ts'

test('a list is read to its end, also where its pages are short because what they hold is large', async () => {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  const { url } = await serveProcess({ DATABASE_URL, DATA_DIR: await dataFolder() })
  const { token } = await registerOwner(url)
  const owner = openApiClient(url, token)
  const batches = 6
  for (let i = 0; i < batches; i++) {
    // Some 300 KB each: two of them do not fit one page of the activity.
    const operations = Array.from({ length: 150 }, () => ({
      ...{ id: uuidv7(), type: 'guest.create' },
      payload: { id: uuidv7(), partySize: 2, notes: 'n'.repeat(1900) },
    }))
    await owner.call('POST', '/atomic/batch', { operations })
  }

  const client = openClient({ url })
  onTestFinished(() => client.close())
  await client.signIn({ email: 'ada@example.com', password: ownerPassword })
  const versions: number[][] = []
  for await (const { entries, next } of client.pages('/activity?limit=100')) {
    versions.push(entries.map((entry) => (entry as { version: number }).version))
    expect(next === undefined).toBe(versions.flat().includes(1))
  }
  expect(versions.flat()).toEqual(Array.from({ length: batches + 1 }, (_, i) => batches + 1 - i))
  expect(versions.length).toBeGreaterThan(batches / 2)
})
