import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import type { Problem } from '@qtable/domain'
import type { SecondFactorChallenge } from '@qtable/protocol'
import { openAccountWatch } from '../../apps/server/src/accounts/account-watch.ts'
import { openAccounts } from '../../apps/server/src/accounts/accounts.ts'
import { removeOldestSessions } from '../../apps/server/src/accounts/session-count.ts'
import { forget } from '../../apps/server/src/accounts/session-nodes.ts'
import type { ServerApp } from '../../apps/server/src/app.ts'
import { runCli } from '../../apps/server/src/cli/cli.ts'
import type { Config } from '../../apps/server/src/config.ts'
import { installationName } from '../../apps/server/src/db/database-identity.ts'
import { addDemo, findDemo, managerEmail, renewDemo } from '../../apps/server/src/demo/demo.ts'
import { openPruning } from '../../apps/server/src/jobs/pruning.ts'
import { openUnusedRestaurants } from '../../apps/server/src/jobs/unused-restaurants.ts'
import { openJournal } from '../../apps/server/src/journal/journal.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import { temporaryFolder } from '../../apps/server/src/testing/temporary-folder.ts'
import { type ApiClient, openApiClient } from '../api-client.ts'
import type { PersonWithFactors } from './drive-factors.ts'

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
  await forget(app.db, randomUUID())
}

/** Runs the queries of rare moments: a node among many, a check of sessions, a hash and a sealed secret that are out of date. */
export async function driveRareQueries(
  { db }: ServerApp,
  {
    config,
    url,
    who,
    withFactors: { recoveryCode: code, ...person },
  }: {
    config: Config
    url: string
    who: { restaurantId: number; userId: string; sessionId: string }
    withFactors: PersonWithFactors
  },
): Promise<void> {
  await installationName(db)
  await openJournal({ db }).changedSince(who.restaurantId, [randomUUID()], 1)
  const accounts = openAccounts({ ...config, db, passwords: { cost: 4 } })
  await accounts.sessionUsers(who.restaurantId, [who])
  await openAccountWatch({ db, accounts, log }).close()
  // An undo of a deletion that is no longer in memory.
  await openJournal({ db }).changedSince(who.restaurantId, [who.userId], 1)
  const signIn = { email: 'old@example.com', password: 'correct horse battery staple' }
  const { user } = await accounts.register({ restaurantName: 'Old', timezone: 'UTC', name: 'Olga', ...signIn })
  await openApiClient(url).call('POST', '/auth/login', signIn)
  await db.asAccount({ userId: user.id }, (tx) => removeOldestSessions(tx, { now: Date.now }, user.id, 1))
  // After the next key: secrets that an earlier one has sealed are sealed again.
  const nextKey = 'another secret key of more than 32 characters'
  const keys = [config.secretKey].flat()
  const rekeyed = openAccounts({ ...config, secretKey: [nextKey, ...keys], db, passwords: { cost: 4 } })
  const asked = await rekeyed.login(person).catch((problem: Problem) => problem.current)
  const { ticket } = asked as SecondFactorChallenge
  await rekeyed.factors.completeSignIn({ ticket, code })
}

/** Removes restaurants that nobody has used, as the job does a week later, and looks for a demo that is out of date. */
export async function driveRemoval({ db }: ServerApp): Promise<void> {
  if (await renewDemo({ db })) throw new Error('The floor of others became a demo')
  const accounts = { applySessionsEnded: () => undefined }
  const job = openUnusedRestaurants({ db, accounts, log, now: () => Date.now() + 8 * 86_400_000 })
  if ((await job.remove()) === 0) throw new Error('No restaurant was removed')
  await job.close()
}

/** Runs every command of the command line that queries the database. `withFactors`: the address of who has second factors. */
export async function driveCommandLine(
  folder: string,
  { env, withFactors }: { env: Record<string, string>; withFactors: string },
): Promise<void> {
  const file = path.join(folder, 'one.qtable')
  const lines = [
    'migrate',
    'restaurant list',
    'restaurant create --name Nine --timezone Europe/Rome --owner-email ines@example.com --owner-name Ines',
    'user list --restaurant 1',
    'user add --restaurant 1 --email ines@example.com --name Ines',
    'user password --email ines@example.com',
    `user add --restaurant 1 --email ${managerEmail} --name Manager`,
    'user invite --restaurant 1 --email jo@example.com --name Jo',
    'user reset-link ines@example.com',
    'user proof-link ines@example.com',
    `user remove-factors ${withFactors}`,
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
