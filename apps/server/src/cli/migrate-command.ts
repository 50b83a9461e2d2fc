import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { withDatabase } from './with-database.ts'

/** `qtable migrate` */
export function addMigrateCommand(program: Command, context: CliContext): void {
  program
    .command('migrate')
    .description('migrate the database to the schema of this version; serve does so too')
    .action(async () => {
      const names = await withDatabase(context, (db) =>
        db.asSystem((tx) => tx.query<{ name: string }>('select name from migrations order by name')),
      )
      context.terminal.out(`The database is at ${names.at(-1)?.name ?? 'nothing'} (${names.length} migrations).`)
    })
}
