import { Problem } from '@qtable/domain'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { type AccountChangesPlace, readAccountChanges } from './account-changes.ts'
import type { Accounts } from './accounts.ts'

/** Finds out what has become of sign-ins on other nodes and by other programs. */
export interface AccountWatch {
  /** Reads all that was committed before this call. Rejects with `unavailable` without a database. */
  read(): Promise<void>
  close(): Promise<void>
}

// With the time of a question or two, well within the 2 seconds that somebody removed may still be here.
const everyMs = 1000

/** Begins to read, once a second, one list for all sign-ins; and tells `accounts` what it finds. */
export function openAccountWatch(options: {
  db: Database
  accounts: Pick<Accounts, 'heardChanged'>
  log: Logger
}): AccountWatch {
  const { db, accounts, log } = options
  let place: AccountChangesPlace | undefined
  let reading: Promise<void> | undefined
  let isAway = false

  async function readOn(): Promise<void> {
    const changes = await readAccountChanges(db, place)
    place = changes.place
    accounts.heardChanged(changes.userIds)
  }

  function readOnce(): Promise<void> {
    reading ??= readOn().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function tick(): Promise<void> {
    try {
      await readOnce()
      isAway = false
    } catch (error) {
      // From the same place on in a second: nothing is missed, and until then everybody stays who they were.
      if (!(error instanceof Problem && error.code === 'unavailable')) {
        log.error({ err: error }, 'changes of accounts could not be read')
      } else if (!isAway) {
        log.warn({ reason: error.detail }, 'changes of accounts cannot be read; it is tried again')
      }
      isAway = true
    }
  }

  const timer = setInterval(() => void tick(), everyMs)
  timer.unref()
  return {
    async read() {
      // One under way may have begun before what the caller knows of was committed.
      await reading?.catch(() => undefined)
      await readOnce()
    },
    async close() {
      clearInterval(timer)
      await reading?.catch(() => undefined)
    },
  }
}
