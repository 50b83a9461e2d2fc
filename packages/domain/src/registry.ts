import type { z } from 'zod'
import type { Command, CommandDefinition, PreparedCommand } from './command.ts'
import * as guests from './guests/guest-commands.ts'
import { wrongField } from './problems.ts'
import * as reservations from './reservations/reservation-commands.ts'
import * as restaurant from './restaurant/restaurant-commands.ts'
import * as sections from './restaurant/section-commands.ts'
import * as combinations from './tables/combination-commands.ts'
import * as tables from './tables/table-commands.ts'
import { undo } from './undo.ts'

/**
 * The commands that clients may send. A line here gives a command to batches, offline upload, sockets, the client SDK
 * and the documentation of the API.
 */
export const commands = byType(
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
  undo,
)

/** The commands that the system itself runs, never a client. */
export const internalCommands = byType(restaurant.closeServiceDay)

type Commands = typeof commands
type InternalCommands = typeof internalCommands

/** The type of a command that clients may send. */
export type CommandType = keyof Commands
export type InternalCommandType = keyof InternalCommands
/** The payload of a command, as it is written. Of several types it is one that all of them take. */
export type PayloadOf<T extends CommandType | InternalCommandType> = Both<
  T extends unknown ? (payload: WithReadonlyLists<z.input<(Commands & InternalCommands)[T]['payload']>>) => void : never
>
// Parameters are contravariant, so what is inferred of a union of functions is the intersection.
type Both<F> = [F] extends [(payload: infer P) => void] ? P : never
/** `T` where its lists may be read-only. */
type WithReadonlyLists<T> = T extends readonly (infer E)[]
  ? readonly WithReadonlyLists<E>[]
  : T extends object
    ? { [K in keyof T]: WithReadonlyLists<T[K]> }
    : T
/** A command and its payload, without an id. */
export type CommandRequest = { [T in CommandType]: { type: T; payload: PayloadOf<T> } }[CommandType]
/** A command's type and payload as arguments. */
export type CommandArguments = { [T in CommandType]: [type: T, payload: PayloadOf<T>] }[CommandType]
/** A command as a client keeps and sends it. */
export type ClientCommand = CommandRequest & { id: string }

export const commandTypes = Object.keys(commands) as [CommandType, ...CommandType[]]

/** Whether clients may send a command of this type. */
export function isCommandType(type: string): type is CommandType {
  return Object.hasOwn(commands, type)
}

/** Reads a command of a client. `paths` are the paths of its parts in the body, for the errors of wrong fields. */
export function prepareCommand(command: Command, paths: { type?: string; payload?: string } = {}): PreparedCommand {
  const { type } = command
  if (!isCommandType(type)) throw wrongField(paths.type ?? 'type', `must be one of ${commandTypes.join(', ')}`)
  return commands[type].prepare(command, paths.payload ?? 'payload')
}

/** Reads a command of the system itself. */
export function prepareInternal<T extends InternalCommandType>(
  command: Command & { type: T; payload: PayloadOf<T> },
): PreparedCommand {
  return internalCommands[command.type].prepare(command)
}

function byType<const C extends readonly CommandDefinition[]>(
  ...definitions: C
): { readonly [D in C[number] as D['type']]: D } {
  const types = definitions.map(({ type }) => type)
  const twice = types.find((type, i) => types.indexOf(type) !== i)
  if (twice !== undefined) throw new Error(`two commands are called ${twice}`)
  return Object.fromEntries(definitions.map((definition) => [definition.type, definition])) as never
}
