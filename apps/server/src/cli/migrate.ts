import { type World, withDatabase } from './with-database.ts'

/** Migrates and says how far. */
export async function migrate(world: World): Promise<void> {
  const names = await withDatabase(world, (db) =>
    db.asSystem((tx) => tx.query<{ name: string }>('select name from migrations order by name')),
  )
  world.terminal.out(`The database is at ${names.at(-1)?.name ?? 'nothing'} (${names.length} migrations).`)
}
