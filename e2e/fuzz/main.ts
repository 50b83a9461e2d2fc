import { rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { openEmbedded } from '../../apps/server/src/db/embedded.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import { temporaryFolder } from '../../apps/server/src/testing/temporary-folder.ts'
import { formatCounts } from '../checker.ts'
import { fuzzInvariants, runFuzz } from './run-fuzz.ts'

// npm run fuzz -- [--requests 20000] [--seed 7]: another seed each day unless given
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) },
  },
})
const seed = Number(values.seed)
const dataDir = await temporaryFolder()
const log = openLog({ logLevel: 'silent' }, 2)
const postgres = await openEmbedded({ dataDir, log, durable: false })
let progressAt = performance.now()
try {
  print(`seed ${seed}`)
  const report = await runFuzz({
    seed,
    requests: Number(values.requests),
    database: {
      url: postgres.url,
      adminUrl: postgres.adminUrl.replace(/[^/]*$/, new URL(postgres.url).pathname.slice(1)),
    },
    onProgress(requests) {
      if (performance.now() - progressAt < 5000) return
      progressAt = performance.now()
      print(`${requests} requests`)
    },
  })
  for (const { invariant, detail } of report.violations) print(`VIOLATION [${invariant}] ${detail}\n`)
  const took = `${(report.tookMs / 1000).toFixed(0)} s, ${report.peakMb.toFixed(0)} MB at most`
  print(`seed ${seed}: ${report.requests} requests, ${report.versions} versions, ${took}`)
  print(formatTallies(report.tallies))
  print(formatCounts(report.counts, fuzzInvariants))
  print(`${report.violations.length} violations`)
  process.exitCode = report.violations.length === 0 ? 0 : 1
} finally {
  await postgres.stop()
  for (const folder of [postgres.folder, dataDir]) await rm(folder, { recursive: true, force: true })
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function formatTallies(tallies: ReadonlyMap<string, number>): string {
  return [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
    .join(', ')
}
