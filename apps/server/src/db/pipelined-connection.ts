import pg from 'pg'

/** One connection. Statements are pipelined: a later one is sent before the earlier ones are answered. */
export interface PipelinedConnection {
  query(statement: pg.QueryConfig): Promise<pg.QueryResult>
  /** Closes it after the statements that are in flight. */
  close(): Promise<void>
}

/**
 * Connects at the first statement, and again after the connection was lost. Unlike a pool it sends a statement at once,
 * not after everything else that the event loop has to do first.
 */
export function openPipelinedConnection(connect: () => Promise<pg.Client>): PipelinedConnection {
  let current: Promise<pg.Client> | undefined

  function open(): Promise<pg.Client> {
    const opening = connect()
    const forget = () => forgetIf(opening)
    // Statements in flight reject without this; an idle connection that PostgreSQL ended must not be used again.
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
        // PostgreSQL refused the statement, and goes on with the next. After any other error its state is unknown.
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
