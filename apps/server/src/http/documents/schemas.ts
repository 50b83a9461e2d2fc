import { commandDocuments } from '@qtable/protocol'
import { z } from 'zod'

/** A JSON Schema, as far as documents look into it. */
export interface JsonSchema {
  [keyword: string]: unknown
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
}

/**
 * Writes `null` into the type of a nullable value: `type: ["string", "null"]`. Generators drop `anyOf` with null, and the
 * field with it. For `override` of zod and zod-openapi.
 */
export function shortenNullable({ jsonSchema }: { jsonSchema: object }): void {
  const schema = jsonSchema as JsonSchema
  const [value, nothing, ...more] = schema.anyOf ?? []
  if (more.length > 0 || nothing?.type !== 'null' || typeof value?.type !== 'string' || value.$ref) return
  delete schema.anyOf
  Object.assign(schema, {
    ...value,
    type: [value.type, 'null'],
    ...(value.enum ? { enum: [...value.enum, null] } : {}),
  })
}

/** The named schemas of a document, and where they stand in it. */
export interface NamedSchemas {
  schemas: Record<string, JsonSchema>
  /** What comes before a name in a `$ref`. */
  prefix: string
}

/**
 * Names, at each `oneOf` of named schemas below `root`, the property that tells them apart: the one that is another
 * constant in each of them.
 */
export function addDiscriminators(root: unknown, named: NamedSchemas): void {
  if (typeof root !== 'object' || root === null) return
  const { oneOf } = root as JsonSchema
  if (Array.isArray(oneOf)) {
    const discriminator = discriminatorOf(oneOf, named)
    if (discriminator) Object.assign(root, { discriminator })
  }
  for (const part of Object.values(root)) addDiscriminators(part, named)
}

function discriminatorOf(oneOf: readonly JsonSchema[], { schemas, prefix }: NamedSchemas) {
  const targets = oneOf.map(({ $ref = '' }) => ({ $ref, schema: schemas[$ref.slice(prefix.length)] }))
  const [first] = targets
  const propertyName = Object.keys(first?.schema?.properties ?? {}).find(
    (name) =>
      new Set(targets.map(({ schema }) => schema?.properties?.[name]?.const ?? undefined)).size === targets.length,
  )
  if (propertyName === undefined) return undefined
  const mapping = targets.map(({ $ref, schema }) => [String(schema?.properties?.[propertyName]?.const), $ref])
  return { propertyName, mapping: Object.fromEntries(mapping) }
}

/**
 * The schema of any command. The schema that requests are read by leaves each payload to its command; documents name
 * every command instead.
 */
export function commandUnion(
  command: JsonSchema | undefined,
  named: NamedSchemas,
  render: (schema: z.ZodType) => object,
) {
  const documents = commandDocuments()
  for (const { name, schema } of documents) named.schemas[name] = render(schema) as JsonSchema
  const { description, example, examples } = command ?? {}
  return {
    ...{ description, ...(example ? { example } : {}), ...(examples ? { examples } : {}) },
    oneOf: documents.map(({ name }) => ({ $ref: named.prefix + name })),
  }
}

/** The example of a schema; of a list, one of its entries. */
export function exampleOf(schema: z.ZodType): unknown {
  const [example] = z.array(z.unknown()).catch([]).parse(schema.meta()?.examples)
  if (example !== undefined) return example
  if (schema instanceof z.ZodArray) return [exampleOf(schema.element as z.ZodType)]
  if (schema instanceof z.ZodUnion) return exampleOf(schema.options[0] as z.ZodType)
  throw new Error('a body of the documentation has no example')
}
