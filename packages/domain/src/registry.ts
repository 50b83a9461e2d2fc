import { type Command, type CommandDefinition, type PreparedCommand, prepare } from './command.ts'
import * as guests from './guests/guest-commands.ts'
import { wrongField } from './problems.ts'
import * as reservations from './reservations/reservation-commands.ts'
import * as restaurant from './restaurant/restaurant-commands.ts'
import * as sections from './restaurant/section-commands.ts'
import * as combinations from './tables/combination-commands.ts'
import * as tables from './tables/table-commands.ts'
import { undo } from './undo.ts'

/** Every command there is: one line here gives it to REST batches, offline upload, sockets and the optimistic view. */
const all = [
  guests.createGuest,
  guests.updateGuest,
  guests.setGuestStatus,
  guests.seatGuest,
  guests.moveGuest,
  guests.restoreGuest,
  guests.deleteGuest,
  tables.createTable,
  tables.updateTable,
  tables.setTableStatus,
  tables.deleteTable,
  sections.createSection,
  sections.updateSection,
  sections.deleteSection,
  combinations.createCombination,
  combinations.updateCombination,
  combinations.deleteCombination,
  reservations.createReservation,
  reservations.updateReservation,
  reservations.setReservationStatus,
  reservations.arriveReservation,
  reservations.seatReservation,
  reservations.restoreReservation,
  reservations.deleteReservation,
  restaurant.updateRestaurant,
  restaurant.closeServiceDay,
  undo,
] as unknown as readonly CommandDefinition[]

export const commands: ReadonlyMap<string, CommandDefinition> = new Map(all.map((command) => [command.type, command]))

/** The commands that clients may send. */
export const clientCommandTypes = all.filter(({ internal }) => !internal).map(({ type }) => type)

/** Reads a command that a client sent; `paths` say where its parts stand in the body, for the names of wrong fields. */
export function prepareCommand(command: Command, paths: { type?: string; payload?: string } = {}): PreparedCommand {
  const definition = commands.get(command.type)
  if (!definition || definition.internal) {
    throw wrongField(paths.type ?? 'type', `must be one of ${clientCommandTypes.join(', ')}`)
  }
  return prepare(definition, command, paths.payload ?? 'payload')
}

/** Reads a command that the system itself makes. */
export function prepareInternal(command: Command): PreparedCommand {
  const definition = commands.get(command.type)
  if (!definition) throw new Error(`no command ${command.type}`)
  return prepare(definition, command)
}
