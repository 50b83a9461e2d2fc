import { parse, RestaurantId } from '@qtable/domain'
import { EmailAddress, PersonName, RoleName } from '@qtable/protocol'
import type { Command } from 'commander'
import { passwordFor } from './passwords.ts'
import { type World, withAdministration, withDatabase } from './with-database.ts'

/** `qtable user …` */
export function addUserCommands(program: Command, world: World): void {
  const { out } = world.terminal
  const user = program.command('user').description('people and their passwords')
  user
    .command('add')
    .description('let somebody into a restaurant; prints a new password unless one comes on standard input')
    .requiredOption('--restaurant <id>', 'the restaurant, by its number', Number)
    .requiredOption('--email <email>')
    .requiredOption('--name <name>')
    .option('--role <role>', 'owner, manager, host, server or viewer', 'host')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (options) => {
      const restaurantId = parse(RestaurantId, options.restaurant, 'restaurant')
      const { password, made } = await passwordFor(options)
      const newcomer = {
        email: parse(EmailAddress, options.email, 'email'),
        name: parse(PersonName, options.name, 'name'),
        role: parse(RoleName, options.role, 'role'),
        password,
      }
      const added = await withAdministration(world, (administration) =>
        administration.createUser(restaurantId, newcomer),
      )
      out(`${added.email} is ${added.role} of restaurant ${restaurantId}.`)
      if (made) out(`Password (if the account is new): ${password}`)
    })
  user
    .command('password')
    .description('set a new password and end all sessions of this person')
    .requiredOption('--email <email>')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (options) => {
      const email = parse(EmailAddress, options.email, 'email')
      const { password, made } = await passwordFor(options)
      await withAdministration(world, (administration) => administration.resetPassword(email, password))
      out(`${email} has a new password; every session has ended.`)
      if (made) out(`Password: ${password}`)
    })
  user
    .command('list')
    .description('the people of a restaurant')
    .requiredOption('--restaurant <id>', 'the restaurant, by its number', Number)
    .action(async (options) => {
      const restaurantId = parse(RestaurantId, options.restaurant, 'restaurant')
      const people = await withDatabase(world, (db) =>
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
