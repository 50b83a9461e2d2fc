import { parse, RestaurantId } from '@qtable/domain'
import { EmailAddress, PersonName, RoleName } from '@qtable/protocol'
import type { Command } from 'commander'
import { linesAbout, linkLine } from './added-person.ts'
import type { CliContext } from './cli-context.ts'
import { passwordFor } from './passwords.ts'
import { withAdministration, withDatabase } from './with-database.ts'

/** `qtable user …` */
export function addUserCommands(program: Command, context: CliContext): void {
  const { out } = context.terminal
  async function printLink(kind: 'reset' | 'proof', text: string): Promise<void> {
    const email = parse(EmailAddress, text, 'email')
    out(linkLine(await withAdministration(context, (administration) => administration.createLink(kind, email))))
  }

  const user = program.command('user').description('people and their passwords')
  user
    .command('add')
    .description(
      'add a person to a restaurant; prints a generated password unless one is on standard input, or a link where the address has an account',
    )
    .requiredOption('--restaurant <id>', 'the number of the restaurant', Number)
    .requiredOption('--email <email>')
    .requiredOption('--name <name>')
    .option('--role <role>', 'owner, manager, host, server or viewer', 'host')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (options) => {
      const { restaurantId, person } = personOf(options)
      const given = await passwordFor(options, context.terminal)
      const added = await withAdministration(context, (administration) =>
        administration.addPerson(restaurantId, { ...person, password: given.password }),
      )
      if (added.account) out(`${person.email} is ${person.role} of restaurant ${restaurantId}.`)
      for (const line of linesAbout(added, { ...person, ...given })) out(line)
    })
  user
    .command('invite')
    .description('invite a person to a restaurant; prints the link to hand over')
    .requiredOption('--restaurant <id>', 'the number of the restaurant', Number)
    .requiredOption('--email <email>')
    .requiredOption('--name <name>')
    .option('--role <role>', 'owner, manager, host, server or viewer', 'host')
    .action(async (options) => {
      const { restaurantId, person } = personOf(options)
      const invitation = await withAdministration(context, (administration) =>
        administration.invite(restaurantId, person),
      )
      out(linkLine(invitation))
    })
  user
    .command('reset-link')
    .description('print a link with which a person sets a new password')
    .argument('<email>')
    .action((email: string) => printLink('reset', email))
  user
    .command('proof-link')
    .description('print a link with which a person proves that the address of their account is theirs')
    .argument('<email>')
    .action((email: string) => printLink('proof', email))
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
  addFactorsCommand(user, context)
  user
    .command('list')
    .description('list the people of a restaurant')
    .requiredOption('--restaurant <id>', 'the number of the restaurant', Number)
    .action(async (options) => {
      const restaurantId = parse(RestaurantId, options.restaurant, 'restaurant')
      const people = await withDatabase(context, (db) =>
        db.asAccount({ restaurantId }, (tx) =>
          tx.query<{ email: string; name: string; role: string }>(
            `select coalesce(u.email, '') as email, u.name, m.role from memberships m join users u on u.id = m.user_id
             where m.restaurant_id = $1 order by u.email`,
            [restaurantId],
          ),
        ),
      )
      for (const { email, name, role } of people) out(`${role}\t${email}\t${name}`)
    })
}

function addFactorsCommand(user: Command, context: CliContext): void {
  user
    .command('remove-factors')
    .description(
      'remove the passkeys and codes of a person who has lost them, and end all their sessions; make sure first that it is them',
    )
    .argument('<email>')
    .action(async (text: string) => {
      const email = parse(EmailAddress, text, 'email')
      await withAdministration(context, (administration) => administration.removeFactors(email))
      context.terminal.out(`${email} signs in with the password alone; every session has ended.`)
    })
}

function personOf(options: { restaurant: unknown; email: unknown; name: unknown; role: unknown }) {
  return {
    restaurantId: parse(RestaurantId, options.restaurant, 'restaurant'),
    person: {
      email: parse(EmailAddress, options.email, 'email'),
      name: parse(PersonName, options.name, 'name'),
      role: parse(RoleName, options.role, 'role'),
    },
  }
}
