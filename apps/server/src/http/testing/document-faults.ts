import { type JsonSchema, partsOf } from '../documents/json-schema.ts'

/**
 * Finds the parts of a document that generators turn into nameless models or drop: an object, enumeration or union
 * without a name under `components.schemas`, and a value that is `anyOf` or `oneOf` with null.
 */
export function faultsOf(document: object): string[] {
  const faults: string[] = []
  const { components } = document as { components: { schemas: Record<string, JsonSchema> } }
  for (const [name, schema] of Object.entries(components.schemas)) {
    faults.push(...nullIn(schema, name), ...partsOf(schema).flatMap((part) => faultsIn(part, name)))
  }
  for (const [place, schema] of schemasOutside(document)) faults.push(...faultsIn(schema, place))
  return faults
}

function faultsIn(schema: JsonSchema, place: string): string[] {
  const { type, properties, enum: values, anyOf, oneOf, description } = schema
  const where = description === undefined ? place : `${place} (${description})`
  const isObject = properties !== undefined || (type === 'object' && schema.additionalProperties === undefined)
  return [
    ...(isObject ? [`${where}: an object without a name`] : []),
    ...(values ? [`${where}: an enumeration without a name`] : []),
    ...((anyOf ?? oneOf)?.some(({ $ref, enum: e, properties: p }) => $ref ?? e ?? p)
      ? [`${where}: a union without a name`]
      : []),
    ...nullIn(schema, where),
    ...partsOf(schema).flatMap((part) => faultsIn(part, where)),
  ]
}

function nullIn({ anyOf = [], oneOf = [] }: JsonSchema, place: string): string[] {
  return [...anyOf, ...oneOf].some(({ type }) => type === 'null') ? [`${place}: a union with null`] : []
}

// The schemas of bodies, parameters and headers.
function schemasOutside(node: unknown, place = ''): [string, JsonSchema][] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]): [string, JsonSchema][] => {
    if (key === 'schemas' || key === 'example' || key === 'examples') return []
    return key === 'schema' ? [[place, value as JsonSchema]] : schemasOutside(value, `${place}/${key}`)
  })
}
