import { line, parse, Timezone } from '@qtable/domain'
import { EmailAddress, PersonName } from '@qtable/protocol'
import type { Command } from 'commander'
import { passwordFor } from './passwords.ts'
import { type World, withAdministration, withDatabase } from './with-database.ts'

/** `qtable restaurant …` */
export function addRestaurantCommands(program: Command, world: World): void {
  const { out } = world.terminal
  const restaurant = program.command('restaurant').description('restaurants of this installation')
  restaurant
    .command('create')
    .description('make a restaurant and its owner; prints a new password unless one comes on standard input')
    .requiredOption('--name <name>', 'what it is called')
    .option('--timezone <zone>', 'its IANA time zone', 'UTC')
    .requiredOption('--owner-email <email>')
    .requiredOption('--owner-name <name>')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (options) => {
      const { password, made } = await passwordFor(options)
      const given = {
        name: parse(line(120), options.name, 'name'),
        timezone: parse(Timezone, options.timezone, 'timezone'),
        owner: {
          email: parse(EmailAddress, options.ownerEmail, 'owner-email'),
          name: parse(PersonName, options.ownerName, 'owner-name'),
          password,
        },
      }
      const created = await withAdministration(world, (administration) => administration.createRestaurant(given))
      out(`Restaurant ${created.restaurant.id} (${created.restaurant.slug}) belongs to ${created.owner.email}.`)
      if (made) out(`Password (if the account is new): ${password}`)
    })
  restaurant
    .command('list')
    .description('number, short name and when it was made')
    .action(async () => {
      const rows = await withDatabase(world, (db) =>
        db.asSystem((tx) =>
          tx.query<{ restaurant_id: number; slug: string; created_at: Date }>(
            'select restaurant_id, slug, created_at from tenants order by restaurant_id',
          ),
        ),
      )
      for (const { restaurant_id, slug, created_at } of rows) {
        out(`${restaurant_id}\t${slug}\t${created_at.toISOString()}`)
      }
    })
}
