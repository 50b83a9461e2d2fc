import { pino } from 'pino'
import { openEmbedded } from '../db/embedded.ts'

// Runs nothing but the embedded PostgreSQL, for tests that kill it: opens it in the folder of the first argument, prints
// its URL, and stops on SIGTERM.
const log = pino({ level: 'silent' })
try {
  const embedded = await openEmbedded({ dataDir: process.argv[2] ?? '', log, durable: false })
  process.once('SIGTERM', () => void embedded.stop().then(() => process.exit(0)))
  process.stdout.write(`${embedded.url}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
