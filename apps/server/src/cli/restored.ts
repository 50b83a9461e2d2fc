import type { Command } from 'commander'
import { renewAll } from '../jobs/put-back.ts'
import { openJournal } from '../journal/journal.ts'
import { type World, withDatabase } from './with-database.ts'

/** `qtable restored`. */
export function addRestoredCommand(program: Command, world: World): void {
  program
    .command('restored')
    .description('after a backup was put back: begin a new epoch, so that every device takes the floor anew')
    .action(async () => {
      const renewed = await withDatabase(world, (db) => renewAll({ db, journal: openJournal({ db }) }))
      world.terminal.out(`${renewed} restaurants have a new epoch; their devices take the floor anew.`)
    })
}
