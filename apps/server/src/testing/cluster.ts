import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { type Database, type DatabaseOptions, openDatabase } from '../db/database.ts'
import { openEmbedded } from '../db/embedded.ts'
import { prepareDatabase } from '../db/prepare.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { url: string; adminUrl: string }
  }
}

/** The migrated database that every test database is a copy of; nobody may be connected to it while it is copied. */
const template = 'qtable_template'
const silent = pino({ level: 'silent' })

/** One PostgreSQL for the whole run: vitest calls this before the first test and what it gives after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'qtable-test-'))
  // As root, PostgreSQL's own user must get there.
  await chmod(dataDir, 0o711)
  const embedded = await openEmbedded({ dataDir, log: silent, durable: false, maxConnections: 300 })
  const { url, adminUrl } = embedded
  async function teardown(): Promise<void> {
    await embedded.stop()
    for (const folder of [embedded.folder, dataDir]) await rm(folder, { recursive: true, force: true })
  }
  try {
    await asAdmin(adminUrl, `create database ${template} owner qtable`)
    await prepareDatabase({ url: databaseUrl(url, template), log: silent })
  } catch (error) {
    await teardown()
    throw error
  }
  project.provide('cluster', { url, adminUrl })
  return teardown
}

/** A database of one test file or test. */
export interface TestDatabase {
  database: Database
  /** As the owner of the database, who is no superuser. */
  url: string
  /** The same database as superuser. */
  adminUrl: string
  /** Closes and drops it, also where others are still connected. */
  close(): Promise<void>
}

/** A fresh, migrated database, open. */
export async function openTestDatabase(options: Partial<DatabaseOptions> = {}): Promise<TestDatabase> {
  const created = await createTestDatabase(template)
  const database = await openDatabase({ url: created.url, log: silent, poolSize: 5, ...options })
  return {
    ...created,
    database,
    async close() {
      await database.close()
      await created.close()
    },
  }
}

/** A fresh database without anything in it. */
export async function createTestDatabase(from = 'template0'): Promise<Omit<TestDatabase, 'database'>> {
  const { url, adminUrl } = inject('cluster')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(adminUrl, `create database ${name} owner qtable template ${from} strategy file_copy`)
  return {
    url: databaseUrl(url, name),
    adminUrl: databaseUrl(adminUrl, name),
    close: () => asAdmin(adminUrl, `drop database if exists ${name} with (force)`),
  }
}

async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function databaseUrl(url: string, name: string): string {
  return url.replace(/[^/]*$/, name)
}
