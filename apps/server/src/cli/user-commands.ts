import { parse, RestaurantId } from '@qtable/domain'
import { EmailAddress, PersonName, RoleName } from '@qtable/protocol'
import type { Command } from 'commander'
import type { CliContext } from './cli-context.ts'
import { passwordFor } from './passwords.ts'
import { withAdministration, withDatabase } from './with-database.ts'

/** `qtable user …` */
export function addUserCommands(program: Command, context: CliContext): void {
  const { out } = context.terminal
  const user = program.command('user').description('people and their passwords')
  user
    .command('add')
    .description('add a person to a restaurant; prints a generated password unless one is on standard input')
    .requiredOption('--restaurant <id>', 'the number of the restaurant', Number)
    .requiredOption('--email <email>')
    .requiredOption('--name <name>')
    .option('--role <role>', 'owner, manager, host, server or viewer', 'host')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (options) => {
      const restaurantId = parse(RestaurantId, options.restaurant, 'restaurant')
      const { password, isGenerated } = await passwordFor(options, context.terminal)
      const person = {
        email: parse(EmailAddress, options.email, 'email'),
        name: parse(PersonName, options.name, 'name'),
        role: parse(RoleName, options.role, 'role'),
        password,
      }
      const added = await withAdministration(context, (administration) =>
        administration.createUser(restaurantId, person),
      )
      out(`${added.email} is ${added.role} of restaurant ${restaurantId}.`)
      if (isGenerated) out(`Password (if the account is new): ${password}`)
    })
  user
    .command('password')
    .description('set a new password and end all sessions of a person')
    .requiredOption('--email <email>')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (options) => {
      const email = parse(EmailAddress, options.email, 'email')
      const { password, isGenerated } = await passwordFor(options, context.terminal)
      await withAdministration(context, (administration) => administration.resetPassword(email, password))
      out(`${email} has a new password; every session has ended.`)
      if (isGenerated) out(`Password: ${password}`)
    })
  user
    .command('list')
    .description('list the people of a restaurant')
    .requiredOption('--restaurant <id>', 'the number of the restaurant', Number)
    .action(async (options) => {
      const restaurantId = parse(RestaurantId, options.restaurant, 'restaurant')
      const people = await withDatabase(context, (db) =>
        db.asAccount({ restaurantId }, (tx) =>
          tx.query<{ email: string; name: string; role: string }>(
            `select u.email, u.name, m.role from memberships m join users u on u.id = m.user_id
             where m.restaurant_id = $1 order by u.email`,
            [restaurantId],
          ),
        ),
      )
      for (const { email, name, role } of people) out(`${role}\t${email}\t${name}`)
    })
}
