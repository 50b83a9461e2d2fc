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

/** The migrated database that every test database is a copy of; nobody may be connected to it while it is copied. */
const template = 'qtable_template'
const silent = pino({ level: 'silent' })

/**
 * One PostgreSQL for the whole run: vitest calls this before the first test and what it gives after the last. With
 * `TEST_DATABASE_URL`, a superuser's, it is that one, so that the tests can run on every version that is supported.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
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
      for (const made of [folder, dataDir]) await rm(made, { recursive: true, force: true })
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

/** A database of one test file or test. */
export interface TestDatabase {
  database: Database
  /** As the owner of the database, who is no superuser. */
  url: string
  /** The same database as superuser. */
  adminUrl: string
  /** Keeps a copy of it as it is now; gives how to put it back, which whoever is connected finds out by themselves. */
  backUp(): Promise<() => Promise<void>>
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
    async backUp() {
      const copy = `${name}_copy`
      await asAdmin(adminUrl, leave(name), `create database ${copy} owner qtable template ${name}`)
      return () =>
        asAdmin(
          adminUrl,
          leave(name),
          `drop database ${name} with (force)`,
          `create database ${name} owner qtable template ${copy}`,
          `drop database ${copy}`,
        )
    },
    close: () =>
      asAdmin(adminUrl, `drop database if exists ${name} with (force)`, `drop database if exists ${name}_copy`),
  }
}

// Nobody may be connected to a database that is copied; the pools of servers connect again.
function leave(name: string): string {
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
