import type { Role } from '@qtable/domain'
import type { JsonSchema } from '../../apps/server/src/http/documents/json-schema.ts'
import type { FuzzActor } from './fuzz-actors.ts'

/** One route as the served document has it. */
export interface DocumentedOperation {
  method: string
  /** With parameters as `{id}`. */
  path: string
  operationId: string
  'x-role'?: Role
  parameters: { $ref?: string; name?: string; in?: string; required?: boolean; schema?: JsonSchema }[]
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema; example: unknown }> }
}

/** What is wrong with a request on purpose. */
export type RequestKind = 'valid' | 'spoiled' | 'hostile' | 'headers' | 'path' | 'query'

/** A request as it is sent. */
export interface FuzzRequest {
  kind: RequestKind
  actor: FuzzActor
  operation: DocumentedOperation
  method: string
  target: string
  headers: [string, string][]
  body: Buffer | undefined
  /** Why no answer may be a success; undefined where one may be. */
  mustRefuse: string | undefined
}
