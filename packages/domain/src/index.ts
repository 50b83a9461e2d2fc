export { type Budget, bytesOfJson, isQuotaOfTime, quotaExceeded, type UnitBudgets } from './budgets.ts'
export type { Command, CommandDefinition, Context, PreparedCommand, Recalled } from './command.ts'
export { decide, decideInSteps, refusedBatch, type Unit, type UnitContext } from './decide.ts'
export { wasDeletedIn } from './deletion.ts'
export { type Draft, openDraft, type PastEntity } from './draft.ts'
export { type LastEdit, sameEdit } from './edits.ts'
export {
  type ArchivedType,
  completeEntity,
  type Entity,
  type EntityOf,
  type EntityType,
  entities,
  entityTypes,
  isArchivedType,
  type ListedType,
  listedTypes,
} from './entities.ts'
export { exampleIds, exampleStamps } from './entity.ts'
export * from './fields.ts'
export {
  type Actor,
  applyTransaction,
  applyTransactions,
  type Change,
  type ChangeOf,
  emptyFloor,
  entityOf,
  type Floor,
  floorOf,
  listOf,
  type Transaction,
  type Warning,
  type WarningCode,
  warningCodes,
} from './floor.ts'
export {
  courses,
  endedGuestStatuses,
  Guest,
  type GuestStatus,
  GuestStatusInput,
  guestStatuses,
  isEndedGuestStatus,
  isLiveGuest,
} from './guests/guest.ts'
export { isCorrectable } from './guests/party.ts'
export { isFreeFor } from './guests/seating.ts'
export { mustBeWhole } from './integrity.ts'
export { lastEditIn, Past } from './past.ts'
export {
  bookingsAt,
  expectedEnd,
  type Obstacle,
  obstaclesTo,
  type Stay,
  sizeObstacles,
} from './plans/obstacles.ts'
export { type Seats, seatsOf } from './plans/seats.ts'
export {
  type FieldError,
  failureOf,
  isProblemCode,
  type OperationError,
  Problem,
  type ProblemCode,
  type ProblemExtras,
  problemCodes,
  problems,
  wrongField,
} from './problems.ts'
export { readableBy, readableChanges } from './readable-by.ts'
export {
  type ClientCommand,
  type CommandArguments,
  type CommandRequest,
  type CommandType,
  commands,
  commandTypes,
  type InternalCommandType,
  internalCommands,
  isCommandType,
  type PayloadOf,
  prepareCommand,
  prepareInternal,
} from './registry.ts'
export { arrivalId, sittingAt } from './reservations/arrival.ts'
export { ImportedReservation } from './reservations/import-reservations.ts'
export { isItsDay } from './reservations/planning.ts'
export {
  holdsPlan,
  isLiveReservation,
  overlaps,
  Reservation,
  type ReservationStatus,
  ReservationStatusInput,
  reservationStatuses,
} from './reservations/reservation.ts'
export { readCountries } from './restaurant/country.ts'
export {
  isOpenAt,
  isShiftOfYesterdayOpen,
  nextCloseAt,
  type OpenPeriod,
  openPeriodsOn,
  type StartTime,
  startTimesIn,
} from './restaurant/opening-hours.ts'
export { defaultSettings, newRestaurant, Restaurant, Settings, Timezone } from './restaurant/restaurant.ts'
export { Section } from './restaurant/section.ts'
export { higherRole, type Role, roleIncludes, roles } from './roles.ts'
export { sameFields } from './same-fields.ts'
export { type Search, type Searchable, searchFor } from './search/search.ts'
export { runSteps, type Steps } from './steps.ts'
export { Combination } from './tables/combination.ts'
export { Table, type TableStatus, TableStatusInput, tableShapes, tableStatuses } from './tables/table.ts'
export {
  type DayRule,
  isTimezone,
  plusMinutes,
  type ServiceDay,
  serviceDayAt,
  serviceDayOn,
  turnMinutesFor,
} from './time.ts'
