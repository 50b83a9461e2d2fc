import { once } from 'node:events'
import path from 'node:path'
import { openAccounts } from '../../apps/server/src/accounts/accounts.ts'
import type { ServerApp } from '../../apps/server/src/app.ts'
import { runCli } from '../../apps/server/src/cli/cli.ts'
import type { Config } from '../../apps/server/src/config.ts'
import { installationName } from '../../apps/server/src/db/database-identity.ts'
import { addDemo, findDemo } from '../../apps/server/src/demo/demo.ts'
import { openPruning } from '../../apps/server/src/jobs/pruning.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import { temporaryFolder } from '../../apps/server/src/testing/temporary-folder.ts'
import { type ApiClient, openApiClient } from '../api-client.ts'

const log = openLog({ logLevel: 'silent' })

/** Runs the jobs of the server, and the handshake of a socket. */
export async function driveJobs(app: ServerApp, url: string, owner: ApiClient): Promise<void> {
  const { ticket } = await owner.call<{ ticket: string }>('POST', '/auth/ticket', {})
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/restaurant/sync?ticket=${ticket}`)
  await once(socket, 'open')
  socket.close()
  await app.db.asSystem((tx) => tx.query(`update tenants set service_day_ends_at = now() where restaurant_id <= 2`))
  await app.serviceDays.closeDue()
  const dataDir = await temporaryFolder()
  await findDemo({ db: app.db, dataDir })
  await addDemo({ db: app.db, dataDir })
  const pruning = openPruning({ db: app.db, log, now: () => Date.now() + 3 * 86_400_000, keepVersions: 100 })
  await pruning.prune()
  await pruning.close()
}

/** Runs the queries of rare moments: a node among many, a check of sessions, a password whose hash is out of date. */
export async function driveRareQueries(
  { db }: ServerApp,
  {
    config,
    url,
    who,
  }: { config: Config; url: string; who: { restaurantId: number; userId: string; sessionId: string } },
): Promise<void> {
  await installationName(db)
  const accounts = openAccounts({ ...config, db, passwords: { cost: 4 } })
  await accounts.sessionUsers(who.restaurantId, [who])
  const signIn = { email: 'old@example.com', password: 'correct horse battery staple' }
  await accounts.register({ restaurantName: 'Old', timezone: 'UTC', name: 'Olga', ...signIn })
  await openApiClient(url).call('POST', '/auth/login', signIn)
}

/** Runs every command of the command line that queries the database. */
export async function driveCommandLine(folder: string, env: Record<string, string>): Promise<void> {
  const file = path.join(folder, 'one.qtable')
  const lines = [
    'migrate',
    'restaurant list',
    'restaurant create --name Nine --timezone Europe/Rome --owner-email ines@example.com --owner-name Ines',
    'user list --restaurant 1',
    'user add --restaurant 1 --email ines@example.com --name Ines',
    'user password --email ines@example.com',
    'user invite --restaurant 1 --email jo@example.com --name Jo',
    'user reset-link ines@example.com',
    'user proof-link ines@example.com',
    'restaurant invite',
    `export 1 ${file}`,
    `import ${file} --owner-email ines@example.com`,
    'restored',
  ]
  for (const line of lines) {
    const output: string[] = []
    const print = (text: string) => void output.push(text)
    const code = await runCli(line.split(' '), { terminal: { out: print, err: print, input: async () => '' }, env })
    if (code !== 0) throw new Error(`${line}: ${output.join('\n')}`)
  }
}
