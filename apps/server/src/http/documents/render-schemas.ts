import { documentedSchemas } from '@qtable/protocol'
import { z } from 'zod'
import { type JsonSchema, type NamedSchemas, nameIn, partsOf, reachableFrom, refTo } from './json-schema.ts'

/** Schemas as JSON Schema (2020-12). */
export interface RenderedSchemas {
  /** Each named schema once. */
  schemas: NamedSchemas
  /** The rendered form of one of the roots: a reference where it has a name. */
  of(root: z.ZodType): JsonSchema
}

/**
 * Renders schemas for a document, in the form in which clients write them. A schema with an `id` among its metadata
 * becomes a named one. `documentedAs` stands for a schema that reads less strictly than it is documented: the name of
 * another schema, or a JSON Schema.
 */
export function renderSchemas(roots: Iterable<z.ZodType>): RenderedSchemas {
  const places = new Map([...new Set(roots)].map((root, i) => [root, String(i)]))
  const all = Object.fromEntries([...places].map(([root, place]) => [place, root]))
  const documented = Object.entries(documentedSchemas).map(([name, schema]) => [name, schema()] as const)
  const json = z.toJSONSchema(z.object({ ...all, ...Object.fromEntries(documented) }), {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) =>
      simplify(jsonSchema as JsonSchema, z.globalRegistry.get(zodSchema)?.documentedAs),
  })
  const rendered = json.properties as NamedSchemas
  const schemas = json.$defs as NamedSchemas
  const everything = [...Object.values(rendered), ...Object.values(schemas)]
  for (const schema of everything) visit(schema, leaveOutUndocumented)
  for (const schema of everything) visit(schema, pointToComponents)
  for (const schema of everything) visit(schema, (part) => foldNull(part, schemas))
  for (const schema of Object.values(schemas)) addDiscriminator(schema, schemas)
  const of = (root: z.ZodType): JsonSchema => {
    const schema = rendered[places.get(root) ?? '']
    if (!schema) throw new Error('a schema of the document is not among its roots')
    return schema
  }
  const inUse = reachableFrom([...places.keys()].map(of), schemas)
  return { schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => inUse.has(name))), of }
}

/**
 * Lets answers have fields that a client does not know yet: strict generated clients refuse them otherwise, and every
 * new field would break them.
 */
export function allowNewFields(answers: Iterable<JsonSchema>, schemas: NamedSchemas): void {
  for (const name of reachableFrom(answers, schemas)) {
    visit(schemas[name] ?? {}, (schema) => {
      if (schema.additionalProperties === false) delete schema.additionalProperties
    })
  }
}

function visit(schema: JsonSchema, change: (schema: JsonSchema) => void): void {
  for (const part of partsOf(schema)) visit(part, change)
  change(schema)
}

const formatsThatSayAll: ReadonlySet<string | undefined> = new Set(['uuid', 'date-time', 'date', 'email'])

function simplify(schema: JsonSchema, documentedAs: unknown): void {
  if (documentedAs !== undefined) {
    const { description } = schema
    const instead = typeof documentedAs === 'string' ? { $ref: `#/$defs/${documentedAs}` } : documentedAs
    for (const keyword of Object.keys(schema)) delete schema[keyword]
    Object.assign(schema, description === undefined ? {} : { description }, structuredClone(instead))
  }
  // The patterns of these are hundreds of characters long and say the same again.
  if (formatsThatSayAll.has(schema.format)) delete schema.pattern
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum !== Number.MAX_SAFE_INTEGER) return
  // Without a format, generators for Kotlin and Java take 32 bits.
  delete schema.maximum
  schema.format = 'int64'
}

/** What a body takes and the documents do not show: fields of an entity that a client may send back and not change. */
function leaveOutUndocumented({ properties = {} }: JsonSchema): void {
  for (const [name, { undocumented }] of Object.entries(properties)) if (undocumented) delete properties[name]
}

function pointToComponents(schema: JsonSchema): void {
  if (schema.$ref?.startsWith('#/$defs/')) schema.$ref = refTo(schema.$ref.slice('#/$defs/'.length)).$ref
}

/**
 * Writes a nullable value as `type: ["string", "null"]`. Apple's generator for Swift drops a property that is `anyOf` with
 * null, a reference among them. So a nullable reference points to a named nullable copy, which every generator reads:
 * Apple's takes the property for optional where the schema that it refers to is nullable.
 */
function foldNull(schema: JsonSchema, schemas: NamedSchemas): void {
  const [value, other, ...more] = schema.anyOf ?? []
  if (!value || other?.type !== 'null' || more.length > 0) return
  delete schema.anyOf
  const name = nameIn(value)
  if (name === undefined) {
    Object.assign(schema, orNull(value))
    return
  }
  const nullable = `Nullable${name}`
  schemas[nullable] ??= orNull(schemas[name] ?? {})
  Object.assign(schema, refTo(nullable))
}

function orNull(schema: JsonSchema): JsonSchema {
  if (typeof schema.type !== 'string') throw new Error('a nullable value of the documents has more than one type')
  return {
    ...schema,
    type: [schema.type, 'null'],
    ...(schema.enum ? { enum: [...schema.enum, null] } : {}),
  }
}

// The property that tells the members of a `oneOf` apart: another constant in each of them.
function addDiscriminator(schema: JsonSchema, schemas: NamedSchemas): void {
  const members = (schema.oneOf ?? []).flatMap((member) => {
    const name = nameIn(member)
    return name === undefined ? [] : [{ ref: refTo(name).$ref, properties: schemas[name]?.properties ?? {} }]
  })
  const [first] = members
  if (!first || members.length !== schema.oneOf?.length) return
  const propertyName = Object.keys(first.properties).find((property) => {
    const constants = members.map(({ properties }) => properties[property]?.const)
    return !constants.includes(undefined) && new Set(constants).size === members.length
  })
  if (propertyName === undefined) return
  const mapping = members.map(({ ref, properties }) => [String(properties[propertyName]?.const), ref])
  schema.discriminator = { propertyName, mapping: Object.fromEntries(mapping) }
}
