/** A JSON Schema, as far as the documents look into it. */
export interface JsonSchema {
  [keyword: string]: unknown
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: JsonSchema | boolean
  description?: string
  default?: unknown
}

/** Schemas by name: `components.schemas` of a document. */
export type NamedSchemas = Record<string, JsonSchema>

/** The start of a reference to a named schema. */
export const schemaPrefix = '#/components/schemas/'

/** A reference to a named schema. */
export function refTo(name: string): { $ref: string } {
  return { $ref: `${schemaPrefix}${name}` }
}

/** The name that a reference points to; undefined where the schema is no reference. */
export function nameIn({ $ref }: JsonSchema): string | undefined {
  return $ref?.startsWith(schemaPrefix) ? $ref.slice(schemaPrefix.length) : undefined
}

/** The schemas directly inside a schema. */
export function partsOf(schema: JsonSchema): JsonSchema[] {
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [] } = schema
  const more = [items, additionalProperties].filter((part): part is JsonSchema => typeof part === 'object')
  return [...Object.values(properties), ...more, ...anyOf, ...oneOf]
}

/** The names that are reached from some schemas by references. */
export function reachableFrom(roots: Iterable<JsonSchema>, schemas: NamedSchemas): Set<string> {
  const reached = new Set<string>()
  const open = [...roots]
  for (let schema = open.pop(); schema; schema = open.pop()) {
    open.push(...partsOf(schema))
    const name = nameIn(schema)
    if (name === undefined || reached.has(name)) continue
    const target = schemas[name]
    if (!target) throw new Error(`no schema has the name ${name}`)
    reached.add(name)
    open.push(target)
  }
  return reached
}
