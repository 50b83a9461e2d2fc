import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { openGuard } from '../guarded.ts'
import { type AccountChangesPosition, readAccountChanges } from './account-changes.ts'
import type { Accounts } from './accounts.ts'
import { clockOf, forget, isAnyBehind, recordApplied } from './session-nodes.ts'

/** Notices changes of accounts that other nodes or programs commit. */
export interface AccountWatch {
  /** Reads every change committed before this call. Rejects with `unavailable` without a database. */
  read(): Promise<void>
  /**
   * Resolves when every other node has applied the changes committed before this call. A node that has not been seen for 5
   * seconds is down or has no database, and is not waited for; nobody is for longer than 3 seconds.
   */
  appliedElsewhere(): Promise<void>
  close(): Promise<void>
}

// A removed user may stay for 2 seconds. A second between readings leaves time for the queries.
const intervalMs = 1000
const waitAtMostMs = 3000
const lookEveryMs = 25

/** Reads the list of changes once a second, one query for all sessions, and passes it to `accounts`. */
export function openAccountWatch(options: {
  db: Database
  accounts: Pick<Accounts, 'applyUsersChanged'>
  log: Logger
}): AccountWatch {
  const { db, accounts, log } = options
  const nodeId = randomUUID()
  let position: AccountChangesPosition | undefined
  let reading: Promise<void> | undefined
  let isFailing = false

  async function readNext(): Promise<void> {
    const changes = await readAccountChanges(db, position)
    position = changes.position
    await accounts.applyUsersChanged(changes.userIds)
    await recordApplied(db, nodeId, position.at)
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
    async appliedElsewhere() {
      const until = performance.now() + waitAtMostMs
      try {
        const committedBy = await clockOf(db)
        while ((await isAnyBehind(db, nodeId, committedBy)) && performance.now() < until) await setTimeout(lookEveryMs)
      } catch (error) {
        // The change is committed. Without the database nobody can say more about the other nodes.
        if (!(error instanceof Problem && error.code === 'unavailable')) throw error
      }
    },
    async close() {
      clearInterval(timer)
      await reading?.catch(() => undefined)
      // A node that is gone need not be waited for.
      await forget(db, nodeId).catch(() => undefined)
    },
  }
}
