import { createHash } from 'node:crypto'
import {
  Combination,
  Draft,
  Email,
  type Entity,
  floorOf,
  Guest,
  invalid,
  type ListedType,
  line,
  mustBeWhole,
  Problem,
  Reservation,
  Restaurant,
  roles,
  Section,
  Table,
} from '@qtable/domain'
import { z } from 'zod'
import type { Database } from '../db/database.ts'

const row = <S extends z.ZodType>(data: S) => z.strictObject({ archived: z.boolean(), data })
const LogRow = z.strictObject({
  version: z.int().min(1),
  transaction_id: z.uuid(),
  fingerprint: z.string().max(128),
  committed_at: z.iso.datetime(),
  actor_id: z.uuid(),
  actor_name: z.string().max(200),
  command: z.string().max(60),
  command_ids: z.array(z.uuid()),
  role: z.enum(roles),
  atomic: z.boolean(),
  forced: z.boolean(),
  entity_ids: z.array(z.string()),
  changes: z.array(z.record(z.string(), z.unknown())),
})
const Member = z.strictObject({ email: Email, name: line(120), role: z.enum(roles) })
const Members = z
  .array(Member)
  .refine((all) => new Set(all.map(({ email }) => email)).size === all.length, 'names somebody twice')

/** A whole restaurant in one file: its floor, its history, its log and its people (without their passwords). */
const Export = z.strictObject({
  format: z.literal('qtable-restaurant'),
  formatVersion: z.literal(1),
  exportedAt: z.iso.datetime(),
  version: z.int().min(1),
  committedAt: z.iso.datetime(),
  logFloor: z.int().min(0),
  restaurant: Restaurant,
  sections: z.array(Section),
  tables: z.array(Table),
  combinations: z.array(Combination),
  guests: z.array(row(Guest)),
  reservations: z.array(row(Reservation)),
  members: Members,
  log: z.array(LogRow),
  /** SHA-256 over everything above, as JSON in this order. */
  checksum: z.string(),
})
export type RestaurantExport = z.infer<typeof Export>

/** Says how far a long work is. */
export type Progress = (what: string, count: number) => void

const mine = "restaurant_id = current_setting('app.restaurant_id')::int"

/** Reads a whole restaurant at one instant. */
export async function exportRestaurant(
  db: Database,
  { restaurantId, now, progress }: { restaurantId: number; now: string; progress: Progress },
): Promise<RestaurantExport> {
  const body = await db.asRestaurant(
    restaurantId,
    async (tx) => {
      const [clock] = await tx.query<{ version: number; committed_at: Date; log_floor: number }>(
        `select version, committed_at, log_floor from clocks where ${mine}`,
      )
      if (!clock) throw new Problem('not_found', `There is no restaurant ${restaurantId}`)
      const read = async <Row>(what: string, query: string) => {
        const rows = await tx.query<Row>(query)
        progress(what, rows.length)
        return rows
      }
      const data = async <E>(table: string) =>
        (await read<{ data: E }>(table, `select data from ${table} where ${mine} order by id`)).map((each) => each.data)
      const [restaurant] = await tx.query<{ data: Restaurant }>(`select data from restaurants where ${mine}`)
      if (!restaurant) throw new Problem('not_found', `There is no restaurant ${restaurantId}`)
      return {
        format: 'qtable-restaurant' as const,
        formatVersion: 1 as const,
        exportedAt: now,
        version: clock.version,
        committedAt: clock.committed_at.toISOString(),
        logFloor: clock.log_floor,
        restaurant: restaurant.data,
        sections: await data<Section>('sections'),
        tables: await data<Table>('tables'),
        combinations: await data<Combination>('combinations'),
        guests: await read<{ archived: boolean; data: Guest }>(
          'guests',
          `select archived, data from guests where ${mine} order by id`,
        ),
        reservations: await read<{ archived: boolean; data: Reservation }>(
          'reservations',
          `select archived, data from reservations where ${mine} order by id`,
        ),
        members: await read<z.infer<typeof Member>>(
          'members',
          `select u.email, u.name, m.role from memberships m join users u on u.id = m.user_id where m.${mine} order by u.email`,
        ),
        log: (
          await read<z.infer<typeof LogRow> & { committed_at: Date | string }>(
            'log',
            `select version, transaction_id, fingerprint, committed_at, actor_id, actor_name, command, command_ids, role,
               atomic, forced, entity_ids, changes from log where ${mine} order by version`,
          )
        ).map((each) => ({ ...each, committed_at: new Date(each.committed_at).toISOString() })),
      }
    },
    { snapshot: true },
  )
  return { ...body, checksum: checksumOf(body) }
}

function checksumOf(body: Omit<RestaurantExport, 'checksum'>): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}

/** Reads an export and checks all of it: form, checksum, that it is a floor QTable could have made, that the log is dense. */
export function checkExport(value: unknown): RestaurantExport {
  const read = Export.safeParse(value)
  if (!read.success) throw invalid(read.error)
  // What was written, not what the schema made of it: the checksum is over the file.
  const { checksum, ...body } = value as RestaurantExport
  if (checksumOf(body) !== checksum) throw new Problem('validation_failed', 'checksum: the file was changed or cut')
  const file = read.data
  const live: { type: ListedType; entity: Exclude<Entity, Restaurant> }[] = [
    ...file.sections.map((entity) => ({ type: 'section' as const, entity })),
    ...file.tables.map((entity) => ({ type: 'table' as const, entity })),
    ...file.combinations.map((entity) => ({ type: 'combination' as const, entity })),
    ...file.guests.filter(({ archived }) => !archived).map(({ data }) => ({ type: 'guest' as const, entity: data })),
    ...file.reservations
      .filter(({ archived }) => !archived)
      .map(({ data }) => ({ type: 'reservation' as const, entity: data })),
  ]
  const floor = floorOf({
    version: file.version,
    committedAt: file.committedAt,
    restaurant: file.restaurant,
    entities: live,
  })
  mustBeWhole(new Draft(floor, file.committedAt))
  const above = live.find(({ entity }) => entity.version > file.version)
  if (above) throw new Problem('validation_failed', `${above.type} ${above.entity.id} is newer than the file's version`)
  for (const [i, logged] of file.log.entries()) {
    if (logged.version === file.logFloor + 1 + i) continue
    throw new Problem('validation_failed', `log.${i}: version ${logged.version} does not follow the one before`)
  }
  if (file.logFloor + file.log.length !== file.version) {
    throw new Problem('validation_failed', `log: it ends at ${file.logFloor + file.log.length}, not ${file.version}`)
  }
  return file
}
