import { type FileHandle, link, open, rm } from 'node:fs/promises'
import { Problem, parse, RestaurantId } from '@qtable/domain'
import { EmailAddress } from '@qtable/protocol'
import type { Command } from 'commander'
import { checkExport } from '../journal/check-export.ts'
import { exportRestaurant } from '../journal/export.ts'
import { importRestaurant } from './import-restaurant.ts'
import { makePassword } from './passwords.ts'
import { type World, withAdministration, withDatabase } from './with-database.ts'

/** `qtable export` and `qtable import`. */
export function addTransferCommands(program: Command, world: World): void {
  const { out, err } = world.terminal
  const progress = (what: string, count: number) => err(`${what}: ${count}`)
  program
    .command('export')
    .description(
      'write a whole restaurant (floor, history, activity, people without passwords) to one file, a line of JSON for each thing',
    )
    .argument('<restaurant>', 'the restaurant, by its number', Number)
    .argument('<file>', 'the file to write; must not exist yet')
    .action(async (restaurant: number, file: string) => {
      const restaurantId = parse(RestaurantId, restaurant, 'restaurant')
      const now = new Date().toISOString()
      const version = await withDatabase(world, (db) =>
        writeWhole(file, (draft) =>
          exportRestaurant(db, { restaurantId, now, progress, write: (text) => draft.appendFile(text) }),
        ),
      )
      out(`Restaurant ${restaurantId} at version ${version} is in ${file}.`)
    })
  program
    .command('import')
    .description('make a new restaurant from an exported file; checks all of it first, and makes all of it or nothing')
    .argument('<file>', 'what export has written')
    .option('--owner-email <email>', 'who owns it here, where the file names no owner or you want another')
    .action(async (file: string, options: { ownerEmail?: string }) => {
      const checked = await checkExport(linesOf(file))
      out(`${file} is whole: ${checked.header.restaurant.name}, version ${checked.header.version}.`)
      const ownerEmail =
        options.ownerEmail === undefined ? undefined : parse(EmailAddress, options.ownerEmail, 'owner-email')
      const passwords = new Map<string, string>()
      const restaurant = await withAdministration(world, async (administration, db) => {
        const imported = await importRestaurant(db, { checked, lines: linesOf(file), progress })
        const people = ownerEmail
          ? [...checked.members.filter(({ email }) => email !== ownerEmail), owner(ownerEmail)]
          : checked.members
        for (const person of people) {
          const password = makePassword()
          await administration.createUser(imported.id, { ...person, password })
          passwords.set(person.email, password)
        }
        return imported
      })
      out(`It is restaurant ${restaurant.id} (${restaurant.slug}) here.`)
      for (const [email, password] of passwords) out(`${email}\tpassword (if the account is new): ${password}`)
    })
}

function owner(email: string) {
  return { email, name: 'Owner', role: 'owner' as const }
}

// Under another name first: a file of that name is always a whole one.
async function writeWhole<T>(file: string, write: (draft: FileHandle) => Promise<T>): Promise<T> {
  const name = `${file}.part`
  let written: T
  try {
    const draft = await open(name, 'w', 0o600)
    try {
      written = await write(draft)
    } finally {
      await draft.close()
    }
    // Unlike a rename, a link never replaces a file that is there.
    await link(name, file)
    return written
  } catch (error) {
    throw isOfFiles(error)
      ? new Problem('validation_failed', `${file} cannot be written: ${error.message}`, { cause: error })
      : error
  } finally {
    await rm(name, { force: true })
  }
}

/** The lines of a file, one at a time. */
async function* linesOf(file: string): AsyncIterable<string> {
  try {
    const opened = await open(file)
    yield* opened.readLines()
  } catch (error) {
    throw isOfFiles(error)
      ? new Problem('validation_failed', `${file} cannot be read: ${error.message}`, { cause: error })
      : error
  }
}

function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}
