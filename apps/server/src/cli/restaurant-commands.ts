import { line, parse, Timezone } from '@qtable/domain'
import { EmailAddress, PersonName } from '@qtable/protocol'
import type { Command } from 'commander'
import { linesAbout, linkLine } from './added-person.ts'
import type { CliContext } from './cli-context.ts'
import { passwordFor } from './passwords.ts'
import { withAdministration, withDatabase } from './with-database.ts'

/** `qtable restaurant …` */
export function addRestaurantCommands(program: Command, context: CliContext): void {
  const { out } = context.terminal
  const restaurant = program.command('restaurant').description('restaurants of this installation')
  restaurant
    .command('create')
    .description('create a restaurant and its owner; prints a generated password unless one is on standard input')
    .requiredOption('--name <name>', 'its name')
    .option('--timezone <zone>', 'its IANA time zone', 'UTC')
    .requiredOption('--owner-email <email>')
    .requiredOption('--owner-name <name>')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (options) => {
      const given = await passwordFor(options, context.terminal)
      const registration = {
        name: parse(line(120), options.name, 'name'),
        timezone: parse(Timezone, options.timezone, 'timezone'),
        owner: {
          email: parse(EmailAddress, options.ownerEmail, 'owner-email'),
          name: parse(PersonName, options.ownerName, 'owner-name'),
          password: given.password,
        },
      }
      const created = await withAdministration(context, (administration) =>
        administration.createRestaurant(registration),
      )
      const { id, slug } = created.restaurant
      const { email } = registration.owner
      out(`Restaurant ${id} (${slug}) ${created.owner.account ? `belongs to ${email}` : 'has no owner yet'}.`)
      for (const text of linesAbout(created.owner, { email, ...given })) out(text)
    })
  restaurant
    .command('invite')
    .description('print a link with which somebody registers one restaurant, where REGISTRATION is invite')
    .action(async () => {
      out(linkLine(await withAdministration(context, (administration) => administration.createRegistrationLink())))
    })
  restaurant
    .command('list')
    .description('list the number, short name and creation time of each restaurant')
    .action(async () => {
      const rows = await withDatabase(context, (db) =>
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
