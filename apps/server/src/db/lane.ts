import type pg from 'pg'

/** A connection of its own for one statement at a time. */
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
  let client: pg.Client | undefined

  function drop(lost: pg.Client): void {
    if (client === lost) client = undefined
    void lost.end().catch(() => {})
  }

  async function connected(): Promise<pg.Client> {
    const opened = await connect()
    // What is under way rejects by itself; an idle connection that PostgreSQL ended must not be used again.
    opened.on('error', () => drop(opened))
    client = opened
    return opened
  }

  return {
    async query(statement) {
      const used = client ?? (await connected())
      try {
        return await used.query(statement)
      } catch (error) {
        drop(used)
        throw error
      }
    },
    close: async () => client?.end(),
  }
}
