import pg from 'pg'

/** A connection of its own. A statement that comes while others are under way goes right behind them. */
export interface Lane {
  query(statement: pg.QueryConfig): Promise<pg.QueryResult>
  /** Closes it once nothing is under way. */
  close(): Promise<void>
}

/**
 * Opens a lane: its connection is made when it is first needed, and anew after it was lost. Unlike a pool it sends at
 * once, and not after everything else that the event loop has to do just now.
 */
export function openLane(connect: () => Promise<pg.Client>): Lane {
  let current: Promise<pg.Client> | undefined

  function open(): Promise<pg.Client> {
    const opening = connect()
    const forget = () => forgetIf(opening)
    // What is under way rejects by itself; an idle connection that PostgreSQL ended must not be used again.
    opening.then((client) => client.on('error', forget).on('end', forget), forget)
    return opening
  }

  function forgetIf(opened: Promise<pg.Client>): void {
    if (current === opened) current = undefined
  }

  return {
    async query(statement) {
      current ??= open()
      const used = current
      const client = await used
      try {
        return await client.query(statement)
      } catch (error) {
        // PostgreSQL refused the statement, and goes on with the next. Anything else leaves open what is still to come.
        if (!(error instanceof pg.DatabaseError && error.severity === 'ERROR')) {
          forgetIf(used)
          void client.end().catch(() => {})
        }
        throw error
      }
    },
    close: async () => (await current)?.end(),
  }
}
