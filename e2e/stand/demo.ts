import { randomUUID } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { createTestDatabase } from '../../apps/server/src/testing/cluster.ts'
import { dataFolder, serveProcess } from '../../apps/server/src/testing/server-process.ts'
import { zoneOfAnEvening } from './evening.ts'

/** A server of its own with the demo restaurant in the middle of its evening; gives its address. */
export async function openDemo(): Promise<string> {
  const { url: DATABASE_URL, close } = await createTestDatabase()
  onTestFinished(close)
  const env = { DATABASE_URL, DATA_DIR: await dataFolder(), SECRET_KEY: randomUUID() }
  const { url } = await serveProcess({ ...env, ENVIRONMENT: 'development', TZ: zoneOfAnEvening() })
  return url
}
