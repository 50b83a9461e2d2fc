import pg from 'pg'

/** One connection. Statements are pipelined: each is sent without waiting for the earlier ones. */
export interface PipelinedConnection {
  query(statement: pg.QueryConfig): Promise<pg.QueryResult>
  /** Closes the connection after the statements in flight. */
  close(): Promise<void>
}

/**
 * Connects at the first statement, and again after the connection was lost. Unlike a pool, it sends a statement in the same
 * turn of the event loop.
 */
export function openPipelinedConnection(connect: () => Promise<pg.Client>): PipelinedConnection {
  let current: Promise<pg.Client> | undefined

  function open(): Promise<pg.Client> {
    const opening = connect()
    const forget = () => forgetIf(opening)
    // Statements in flight reject anyway. A connection that PostgreSQL ended while idle must not be used again.
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
        // PostgreSQL refused this statement and goes on with the next. After any other error the state is unknown.
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
