import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { Problem, parse, RestaurantId } from '@qtable/domain'
import { EmailAddress } from '@qtable/protocol'
import type { Command } from 'commander'
import { importRestaurant } from '../accounts/import-restaurant.ts'
import { checkExport, exportRestaurant } from '../journal/export.ts'
import { makePassword } from './passwords.ts'
import { type World, withAdministration, withDatabase } from './world.ts'

/** `qtable export` and `qtable import`. */
export function addTransferCommands(program: Command, world: World): void {
  const { out, err } = world.terminal
  const progress = (what: string, count: number) => err(`${what}: ${count}`)
  program
    .command('export')
    .description('write a whole restaurant (floor, history, activity, people without passwords) to one JSON file')
    .argument('<restaurant>', 'the restaurant, by its number', Number)
    .argument('<file>', 'the file to write; must not exist yet')
    .action(async (restaurant: number, file: string) => {
      const restaurantId = parse(RestaurantId, restaurant, 'restaurant')
      const now = new Date().toISOString()
      const exported = await withDatabase(world, (db) => exportRestaurant(db, { restaurantId, now, progress }))
      await writeWhole(file, `${JSON.stringify(exported)}\n`)
      out(`Restaurant ${restaurantId} at version ${exported.version} is in ${file}.`)
    })
  program
    .command('import')
    .description('make a new restaurant from an exported file; checks all of it first, and makes all of it or nothing')
    .argument('<file>', 'what export has written')
    .option('--owner-email <email>', 'who owns it here, where the file names no owner or you want another')
    .action(async (file: string, options: { ownerEmail?: string }) => {
      const checked = checkExport(await readJson(file))
      out(`${file} is whole: ${checked.restaurant.name}, version ${checked.version}.`)
      const ownerEmail =
        options.ownerEmail === undefined ? undefined : parse(EmailAddress, options.ownerEmail, 'owner-email')
      const passwords = new Map<string, string>()
      const restaurant = await withAdministration(world, async (administration, db) => {
        const imported = await importRestaurant(db, { file: checked, progress })
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
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.part`
  try {
    await writeFile(draft, text, { mode: 0o600 })
    // Unlike a rename, a link never replaces a file that is there.
    await link(draft, file)
  } catch (error) {
    throw new Problem('validation_failed', `${file} cannot be written: ${reasonOf(error)}`, { cause: error })
  } finally {
    await rm(draft, { force: true })
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new Problem('validation_failed', `${file} cannot be read: ${reasonOf(error)}`, { cause: error })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
