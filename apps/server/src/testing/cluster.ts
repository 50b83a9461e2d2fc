import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import pg from 'pg'
import { pino } from 'pino'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { type Database, type DatabaseOptions, openDatabase } from '../db/database.ts'
import { openEmbedded } from '../db/embedded.ts'
import { prepareDatabase } from '../db/prepare.ts'
import { temporaryFolder } from './temporary-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { url: string; adminUrl: string }
  }
}

/** The migrated database from which every test database is copied. PostgreSQL copies it only while nobody is connected. */
const template = 'qtable_template'
const silent = pino({ level: 'silent' })

/**
 * Starts one PostgreSQL for the whole run. Vitest calls this before the first test, and the returned function after the
 * last. With `TEST_DATABASE_URL`, a superuser's, it uses that server: the tests run on every supported version.
 */
export default async function startTestCluster(project: TestProject): Promise<() => Promise<void>> {
  const { url, adminUrl, stop } = await (process.env.TEST_DATABASE_URL
    ? borrowCluster(process.env.TEST_DATABASE_URL)
    : startCluster())
  try {
    await asAdmin(adminUrl, `drop database if exists ${template}`, `create database ${template} owner qtable`)
    await prepareDatabase({ url: databaseUrl(url, template), log: silent })
  } catch (error) {
    await stop()
    throw error
  }
  project.provide('cluster', { url, adminUrl })
  return stop
}

interface Cluster {
  url: string
  adminUrl: string
  stop(): Promise<void>
}

async function startCluster(): Promise<Cluster> {
  const dataDir = await temporaryFolder()
  const { url, adminUrl, folder, stop } = await openEmbedded({
    dataDir,
    log: silent,
    durable: false,
    maxConnections: 300,
  })
  return {
    url,
    adminUrl,
    async stop() {
      await stop()
      for (const created of [folder, dataDir]) await rm(created, { recursive: true, force: true })
    },
  }
}

async function borrowCluster(adminUrl: string): Promise<Cluster> {
  const password = randomUUID()
  await asAdmin(
    adminUrl,
    `do $$ begin if to_regrole('qtable') is null then create role qtable login createrole; end if; end $$`,
  )
  await asAdmin(adminUrl, `alter role qtable password '${password}'`)
  const url = new URL(adminUrl)
  url.username = 'qtable'
  url.password = password
  return { url: url.href, adminUrl, stop: () => asAdmin(adminUrl, `drop database if exists ${template}`) }
}

/** The database of one test file or test. */
export interface TestDatabase {
  database: Database
  /** For the owner of the database, who is no superuser. */
  url: string
  /** For a superuser. */
  adminUrl: string
  /** Backs the database up; returns the function that restores it. Both end all connections. */
  backUp(): Promise<() => Promise<void>>
  /** Closes and drops the database, even if others are still connected. */
  close(): Promise<void>
}

/** Opens a fresh, migrated database. */
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

/** Creates a fresh database: empty, or a copy of `from`. */
export async function createTestDatabase(from = 'template0'): Promise<Omit<TestDatabase, 'database'>> {
  const { url, adminUrl } = inject('cluster')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await asAdmin(adminUrl, `create database ${name} owner qtable template ${from} strategy file_copy`)
  return {
    url: databaseUrl(url, name),
    adminUrl: databaseUrl(adminUrl, name),
    async backUp() {
      const copy = `${name}_copy`
      await asAdmin(adminUrl, disconnectAll(name), `create database ${copy} owner qtable template ${name}`)
      return () =>
        asAdmin(
          adminUrl,
          disconnectAll(name),
          `drop database ${name} with (force)`,
          `create database ${name} owner qtable template ${copy}`,
          `drop database ${copy}`,
        )
    },
    close: () =>
      asAdmin(adminUrl, `drop database if exists ${name} with (force)`, `drop database if exists ${name}_copy`),
  }
}

// PostgreSQL copies a database only while nobody is connected. The pools of servers reconnect.
function disconnectAll(name: string): string {
  return `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`
}

async function asAdmin(adminUrl: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

function databaseUrl(url: string, name: string): string {
  return url.replace(/[^/]*$/, name)
}
