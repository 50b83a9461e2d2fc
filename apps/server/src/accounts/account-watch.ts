import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { openGuard } from '../guarded.ts'
import { type AccountChangesPosition, readAccountChanges } from './account-changes.ts'
import type { Accounts } from './accounts.ts'

/** Notices changes of accounts that other nodes or programs commit. */
export interface AccountWatch {
  /** Reads every change committed before this call. Rejects with `unavailable` without a database. */
  read(): Promise<void>
  close(): Promise<void>
}

// A removed user may stay for 2 seconds. A second between readings leaves time for the queries.
const intervalMs = 1000

/** Reads the list of changes once a second, one query for all sessions, and passes it to `accounts`. */
export function openAccountWatch(options: {
  db: Database
  accounts: Pick<Accounts, 'applyUsersChanged'>
  log: Logger
}): AccountWatch {
  const { db, accounts, log } = options
  let position: AccountChangesPosition | undefined
  let reading: Promise<void> | undefined
  let isFailing = false

  async function readNext(): Promise<void> {
    const changes = await readAccountChanges(db, position)
    position = changes.position
    accounts.applyUsersChanged(changes.userIds)
  }

  function readOnce(): Promise<void> {
    reading ??= readNext().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function tick(): Promise<void> {
    try {
      await readOnce()
      isFailing = false
    } catch (error) {
      // The next reading begins at the same position, so nothing is missed. Until then cached sessions stay valid.
      if (!(error instanceof Problem && error.code === 'unavailable')) {
        log.error({ err: error }, 'reading account changes failed')
      } else if (!isFailing) {
        log.warn({ reason: error.detail }, 'reading account changes failed; retrying every second')
      }
      isFailing = true
    }
  }

  const timer = setInterval(openGuard({ where: 'account watch', log })(tick), intervalMs)
  timer.unref()
  return {
    async read() {
      // A reading in flight may have begun before the caller's change was committed.
      await reading?.catch(() => undefined)
      await readOnce()
    },
    async close() {
      clearInterval(timer)
      await reading?.catch(() => undefined)
    },
  }
}
