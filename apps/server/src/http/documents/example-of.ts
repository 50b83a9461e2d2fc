import { z } from 'zod'

/** The example of a schema; of a list, a list of one. */
export function exampleOf(schema: z.ZodType): unknown {
  const [example] = z.array(z.unknown()).catch([]).parse(schema.meta()?.examples)
  if (example !== undefined) return example
  if (schema instanceof z.ZodArray) return [exampleOf(schema.element as z.ZodType)]
  throw new Error('a body of the documents has no example')
}
