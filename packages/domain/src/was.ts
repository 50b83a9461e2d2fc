import { z } from 'zod'
import { Instant, StoredInstant } from './fields.ts'

/** The values of fields of an entity as the author of a command saw them. */
export type Was = Readonly<Record<string, unknown>> | undefined

type WasSchema = z.ZodOptional<z.ZodType<Record<string, unknown>, Readonly<Record<string, unknown>>>>

/**
 * The schema of `was`: the fields of an entity as the author of a command saw them. `inputs` has a schema for each field
 * that clients may spell in several ways; the schema of the entity reads the others.
 */
export function seenOf(id: string, entity: z.ZodObject, inputs: Readonly<Record<string, z.ZodType>> = {}): WasSchema {
  const fields = Object.entries({ ...entity.shape, ...inputs }).map(([name, given]) => {
    const stored: unknown = entity.shape[name]
    const reader = inputs[name] ?? readerOf(given as z.ZodType)
    return [name, (stored instanceof z.ZodNullable ? reader.nullable() : reader).optional()]
  })
  return z
    .strictObject(Object.fromEntries(fields))
    .meta({
      id,
      description: 'The values that you saw: where another edit has changed one since, yours is refused, not lost',
    })
    .optional() as unknown as WasSchema
}

function readerOf(stored: z.ZodType): z.ZodType {
  const one = stored instanceof z.ZodNullable ? (stored.unwrap() as z.ZodType) : stored
  return one === StoredInstant ? Instant : one
}
