import type { Command } from 'commander'
import { renewAllEpochs } from '../jobs/restore-watch.ts'
import { openJournal } from '../journal/journal.ts'
import type { CliContext } from './cli-context.ts'
import { withDatabase } from './with-database.ts'

/** `qtable restored` */
export function addRestoredCommand(program: Command, context: CliContext): void {
  program
    .command('restored')
    .description('after a backup was restored: give every restaurant a new epoch, so that every device syncs in full')
    .action(async () => {
      const renewed = await withDatabase(context, (db) => renewAllEpochs({ db, journal: openJournal({ db }) }))
      context.terminal.out(`${renewed} restaurants have a new epoch; their devices sync in full.`)
    })
}
