import { type FileHandle, link, open, rm } from 'node:fs/promises'
import { Problem, parse, RestaurantId } from '@qtable/domain'
import { EmailAddress } from '@qtable/protocol'
import type { Command } from 'commander'
import { checkExport } from '../journal/check-export.ts'
import { exportRestaurant } from '../journal/export.ts'
import { linesAbout } from './added-person.ts'
import type { CliContext } from './cli-context.ts'
import { importRestaurant } from './import-restaurant.ts'
import { generatePassword } from './passwords.ts'
import { readLines } from './read-lines.ts'
import { withAdministration, withDatabase } from './with-database.ts'

/** `qtable export` and `qtable import` */
export function addTransferCommands(program: Command, context: CliContext): void {
  const { out, err } = context.terminal
  const progress = (what: string, count: number) => err(`${what}: ${count}`)
  program
    .command('export')
    .description(
      'write a whole restaurant (floor, history, activity, people without passwords) to one file of JSON lines',
    )
    .argument('<restaurant>', 'the number of the restaurant', Number)
    .argument('<file>', 'the file to write; must not exist yet')
    .action(async (restaurant: number, file: string) => {
      const restaurantId = parse(RestaurantId, restaurant, 'restaurant')
      const now = new Date().toISOString()
      const version = await withDatabase(context, (db) =>
        writeAtomically(file, (draft) =>
          exportRestaurant(db, { restaurantId, now, progress, write: (text) => draft.appendFile(text) }),
        ),
      )
      out(`Restaurant ${restaurantId} at version ${version} is in ${file}.`)
    })
  program
    .command('import')
    .description(
      'create a restaurant from an exported file; checks the whole file first, and imports all of it or nothing',
    )
    .argument('<file>', 'a file that export has written')
    .option('--owner-email <email>', 'its owner here, if the file names none or you want another')
    .action(async (file: string, options: { ownerEmail?: string }) => {
      const checked = await checkExport(linesOf(file))
      out(`${file} is complete: ${checked.header.restaurant.name}, version ${checked.header.version}.`)
      const ownerEmail =
        options.ownerEmail === undefined ? undefined : parse(EmailAddress, options.ownerEmail, 'owner-email')
      const lines: string[] = []
      const restaurant = await withAdministration(context, async (administration, db) => {
        const imported = await importRestaurant(db, { checked, lines: linesOf(file), progress })
        const people = ownerEmail
          ? [...checked.members.filter(({ email }) => email !== ownerEmail), ownerOf(ownerEmail)]
          : checked.members
        for (const person of people) {
          const password = generatePassword()
          const added = await administration.addPerson(imported.id, { ...person, password })
          lines.push(
            ...linesAbout(added, { ...person, password, isGenerated: true }).map((line) => `${person.email}\t${line}`),
          )
        }
        return imported
      })
      out(`It is restaurant ${restaurant.id} (${restaurant.slug}) here.`)
      for (const line of lines) out(line)
    })
}

function ownerOf(email: string) {
  return { email, name: 'Owner', role: 'owner' as const }
}

// Writes to another name first, so that a file of that name is always complete.
async function writeAtomically<T>(file: string, write: (draft: FileHandle) => Promise<T>): Promise<T> {
  const name = `${file}.part`
  try {
    const draft = await open(name, 'w', 0o600)
    const result = await write(draft).finally(() => draft.close())
    // Unlike a rename, a link does not replace an existing file.
    await link(name, file)
    return result
  } catch (error) {
    throw isFileError(error)
      ? new Problem('validation_failed', `${file} cannot be written: ${error.message}`, { cause: error })
      : error
  } finally {
    await rm(name, { force: true })
  }
}

async function* linesOf(file: string): AsyncIterable<string> {
  try {
    yield* readLines(file)
  } catch (error) {
    throw isFileError(error)
      ? new Problem('validation_failed', `${file} cannot be read: ${error.message}`, { cause: error })
      : error
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
