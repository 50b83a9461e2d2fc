import { once } from 'node:events'
import path from 'node:path'
import { vi } from 'vitest'
import { openAccounts } from '../../apps/server/src/accounts/accounts.ts'
import type { App } from '../../apps/server/src/app.ts'
import { run } from '../../apps/server/src/cli/cli.ts'
import type { Config } from '../../apps/server/src/config.ts'
import { installationName } from '../../apps/server/src/db/mark.ts'
import { addDemo, findDemo } from '../../apps/server/src/demo/demo.ts'
import { openPruning } from '../../apps/server/src/jobs/prune.ts'
import { openLog } from '../../apps/server/src/observability/log.ts'
import { type Caller, openCaller } from './caller.ts'

const log = openLog({ logLevel: 'silent' })

/** What a server does by itself, and what it asks about those who follow. */
export async function driveJobs(app: App, url: string, owner: Caller): Promise<void> {
  const { ticket } = await owner.ask<{ ticket: string }>('POST', 'auth/ticket', {})
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/restaurant/sync?ticket=${ticket}`)
  await once(socket, 'open')
  socket.close()
  await app.db.asSystem((tx) => tx.query(`update tenants set service_day_ends_at = now() where restaurant_id <= 2`))
  await app.serviceDays.closeDue()
  await findDemo(app)
  await addDemo(app)
  const pruning = openPruning({ db: app.db, log, now: () => Date.now() + 3 * 86_400_000, keepVersions: 100 })
  await pruning.prune()
  await pruning.close()
}

/** What a test would wait for, or comes once in years: on a node of many, with a password of weaker days. */
export async function driveRarities(
  { db }: App,
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
  await openCaller(url).ask('POST', 'auth/login', signIn)
}

/** Every command of the command line that asks the database. */
export async function driveCommandLine(folder: string, env: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const file = path.join(folder, 'one.qtable')
  const lines = [
    'migrate',
    'restaurant list',
    'restaurant create --name Nine --timezone Europe/Rome --owner-email ines@example.com --owner-name Ines',
    'user list --restaurant 1',
    'user add --restaurant 1 --email ines@example.com --name Ines',
    'user password --email ines@example.com',
    `export 1 ${file}`,
    `import ${file} --owner-email ines@example.com`,
    'restored',
  ]
  for (const line of lines) {
    const said: string[] = []
    const terminal = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) }
    const code = await run(line.split(' '), terminal)
    if (code !== 0) throw new Error(`${line}: ${said.join('\n')}`)
  }
  vi.unstubAllEnvs()
}
