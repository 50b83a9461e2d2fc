import { rm } from 'node:fs/promises'
import pg from 'pg'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { openEmbedded } from '../db/embedded.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A PostgreSQL that sends the plan of every statement as a notice. */
export interface ExplainingPostgres {
  /** For the server's `DATABASE_URL`. */
  url: string
  /** Runs statements as superuser in the same database; resolves to the rows of the last. */
  asAdmin<Row>(...statements: string[]): Promise<Row[]>
  /** Turns the notices on for new connections: see `recordQueries`. */
  explain(): Promise<void>
}

/** Starts one with an empty database; stops it when the test ends. */
export async function openExplainingPostgres(): Promise<ExplainingPostgres> {
  const dataDir = await temporaryFolder()
  const embedded = await openEmbedded({ dataDir, log: pino({ level: 'silent' }), durable: false })
  onTestFinished(async () => {
    await embedded.stop()
    for (const created of [embedded.folder, dataDir]) await rm(created, { recursive: true, force: true })
  })
  const { url } = embedded
  const database = new URL(url).pathname.slice(1)

  async function asAdmin<Row>(...statements: string[]): Promise<Row[]> {
    const client = new pg.Client({ connectionString: embedded.adminUrl.replace(/[^/]*$/, database) })
    await client.connect()
    try {
      let rows: Row[] = []
      for (const statement of statements) rows = (await client.query(statement)).rows
      return rows
    } finally {
      await client.end()
    }
  }

  return {
    url,
    asAdmin,
    async explain() {
      const settings = {
        session_preload_libraries: 'auto_explain',
        'auto_explain.log_min_duration': 0,
        'auto_explain.log_level': 'notice',
        'auto_explain.log_format': 'json',
        'auto_explain.log_analyze': 'on',
        'auto_explain.log_timing': 'off',
        'auto_explain.log_nested_statements': 'on',
      }
      await asAdmin(
        ...Object.entries(settings).map(([name, value]) => `alter database ${database} set ${name} = '${value}'`),
      )
    },
  }
}
