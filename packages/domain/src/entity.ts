import type { z } from 'zod'

/** The fields that every entity carries beside its own. The draft that stores an entity sets them. */
export interface Stamps {
  createdAt: string
  updatedAt: string
  /** The restaurant's version that last changed it. */
  version: number
}

/** An entity as a command writes it: the draft adds the stamps. */
export type Unstamped<E extends Stamps> = Omit<E, keyof Stamps> & Partial<Stamps>

/** All that QTable knows of one kind of entity. Whatever handles entities runs over these definitions. */
export interface EntityDefinition<
  Type extends string = string,
  Plural extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
  Defaulted extends keyof z.output<Schema> = keyof z.output<Schema>,
  ArchivedWhen = ((entity: never) => boolean) | undefined,
> {
  /** Its name: `entity_type` on the wire. */
  type: Type
  /** Its name in the plural: the list on the floor, the path of its routes, the table in the database. */
  plural: Plural
  /** One sentence for the documentation of the API. */
  description: string
  /** The entity as it is stored and sent. */
  schema: Schema
  /**
   * The values of a new entity, and of a stored one that was written before the field existed. An object among them
   * is completed field by field.
   */
  defaults: Pick<z.output<Schema>, Defaulted>
  /** A valid entity for the documentation. The examples name each other by `exampleIds`. */
  example: z.output<Schema>
  /** The instant by which a day's list is ordered. */
  listedBy?: keyof z.output<Schema> & string
  /** Whether it leaves the floor at the end of its service day and stays in the history. Absent: it never does. */
  archivedWhen?: ArchivedWhen
}

/** Declares a kind of entity, so that each part is checked against its schema. */
export function defineEntity<
  const Type extends string,
  const Plural extends string,
  Schema extends z.ZodObject,
  Defaulted extends keyof z.output<Schema>,
  ArchivedWhen extends ((entity: never) => boolean) | undefined = undefined,
>(
  definition: EntityDefinition<Type, Plural, Schema, Defaulted, ArchivedWhen>,
): EntityDefinition<Type, Plural, Schema, Defaulted, ArchivedWhen> {
  return definition
}

/** `stored` with the defaults of the fields that it lacks; `stored` itself where it lacks none. */
export function complete<T extends object>(stored: T, defaults: Readonly<Record<string, unknown>>): T {
  const known: Record<string, unknown> = { ...(stored as object) }
  let isComplete = true
  for (const [field, value] of Object.entries(defaults)) {
    const own = known[field]
    const completed = own === undefined ? value : isFields(own) && isFields(value) ? complete<object>(own, value) : own
    if (completed === own) continue
    known[field] = completed
    isComplete = false
  }
  return isComplete ? stored : (known as T)
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The ids of the documentation's examples, so that a reader can follow one example through the others. */
export const exampleIds = {
  guest: '0197f6a0-7c00-7000-8000-000000000001',
  table: '0197f6a0-7c00-7000-8000-000000000010',
  secondTable: '0197f6a0-7c00-7000-8000-000000000011',
  section: '0197f6a0-7c00-7000-8000-000000000020',
  combination: '0197f6a0-7c00-7000-8000-000000000030',
  reservation: '0197f6a0-7c00-7000-8000-000000000040',
  user: '0197f6a0-7c00-7000-8000-000000000050',
  transaction: '0197f6a0-7c00-7000-8000-000000000060',
  epoch: '0197f6a0-7c00-7000-8000-000000000070',
  connection: '0197f6a0-7c00-7000-8000-000000000080',
  request: '0197f6a0-7c00-7000-8000-000000000090',
  command: '0197f6a0-7c00-7000-8000-0000000000c1',
  secondCommand: '0197f6a0-7c00-7000-8000-0000000000c2',
  newGuest: '0197f6a0-7c00-7000-8000-000000000002',
  missingGuest: '0197f6a0-7c00-7000-8000-000000000003',
} as const

/** The stamps of the documentation's examples. */
export const exampleStamps: Stamps = {
  createdAt: '2026-05-01T17:58:04.120Z',
  updatedAt: '2026-05-01T18:05:41.003Z',
  version: 812,
}
