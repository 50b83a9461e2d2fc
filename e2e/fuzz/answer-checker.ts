import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import type { JsonSchema } from '../../apps/server/src/http/documents/json-schema.ts'
import { mustBeDocumented } from '../../apps/server/src/http/testing/must-be-documented.ts'
import type { FuzzActor } from './fuzz-actors.ts'
import type { FuzzRequest } from './fuzz-request.ts'
import type { FuzzAnswer } from './send-request.ts'

interface DocumentedResponse {
  $ref?: string
  'x-problem-codes'?: string[]
  content?: Record<string, { schema: JsonSchema }>
}

/** `/openapi.json`, as far as answers are checked by it. */
export interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, DocumentedResponse> }>>
  components: { responses: Record<string, DocumentedResponse>; schemas: Record<string, JsonSchema> }
}

/** `/asyncapi.json`, as far as frames are checked by it. */
export interface AsyncApi {
  channels: Record<'sync' | 'realtime', { messages: Record<string, unknown> }>
  operations: Record<'sync.send' | 'realtime.send', { messages: { $ref: string }[] }>
  components: { schemas: Record<string, JsonSchema> }
}

/** Says what is wrong with answers and frames. */
export interface AnswerChecker {
  /** Undefined where nothing is wrong. */
  faultOf(request: FuzzRequest, answer: FuzzAnswer): string | undefined
  faultOfFrame(endpoint: 'sync' | 'realtime', text: string): string | undefined
  /** What a text shows that this caller must not see; `sent` is what the caller told the server. */
  leakIn(text: string, actor: Pick<FuzzActor, 'tenant'>, sent: string, isPublic?: boolean): string | undefined
}

// Stacks, SQL, names of the database, and folders.
const insides =
  /node_modules|\.[cm]?[jt]s:\d+|\bat (?:async )?[\w.<>]+ \(|file:\/\/|(?:^|[\s"'(=])\/(?:tmp|root|home|work|usr|var|proc)\/|syntax error at|violates [\w-]+ constraint|relation \\?"|SQLSTATE|pg_\w+|qtable_app|app\.restaurant_id|\b(?:select|insert|update|delete) [\w*, ]+ (?:from|into|set)\b/i

export function openAnswerChecker(given: {
  openApi: OpenApi
  asyncApi: AsyncApi
  canaries: Readonly<Record<'busy' | 'quiet', readonly string[]>>
}): AnswerChecker {
  const { openApi, canaries } = given
  const schemas = openDocument(new Ajv2020(ajvOptions), openApi, 'openapi.json')
  const frameFault = openFrames(given.asyncApi)

  function leakIn(text: string, { tenant }: Pick<FuzzActor, 'tenant'>, sent: string, isPublic = false) {
    const hidden = [
      ...(tenant === 'quiet' ? [] : canaries.quiet),
      ...(tenant === 'busy' || (tenant === undefined && isPublic) ? [] : canaries.busy),
    ]
    const lower = text.toLowerCase()
    const found = hidden.find((canary) => lower.includes(canary) && !sent.toLowerCase().includes(canary))
    return found && `it holds ${found} of another restaurant`
  }

  function documentedFault(request: FuzzRequest, { status, headers, text }: FuzzAnswer): string | undefined {
    const { operation, method } = request
    const said = openApi.paths[operation.path]?.[operation.method.toLowerCase()]?.responses[status]
    const response = said?.$ref ? openApi.components.responses[said.$ref.split('/').at(-1) ?? ''] : said
    if (!response) return `its documents have no ${status}`
    if (method === 'HEAD' || text === '') return undefined
    const [type = ''] = String(headers['content-type']).split(';')
    const schema = response.content?.[type]?.schema
    if (!schema) return `its documents have no ${type} for ${status}`
    if (!type.includes('json')) return undefined
    const body = JSON.parse(text) as { code?: string }
    const codes = response['x-problem-codes']
    if (codes && !codes.includes(body.code ?? '')) return `its documents have no ${body.code} for ${status}`
    return schemas(schema, body) ?? strictFault(request, { status, body, text })
  }

  return {
    leakIn,
    faultOfFrame: frameFault,
    faultOf(request, answer) {
      const { status, headers, text } = answer
      const sent = `${request.target} ${request.headers.flat().join(' ')} ${request.body ?? ''}`
      const isPublic = request.operation['x-role'] === undefined
      const leak = leakIn(text + JSON.stringify(headers), request.actor, sent, isPublic)
      if (leak) return leak
      const inside = status >= 400 ? insides.exec(text)?.[0] : undefined
      if (inside !== undefined && !sent.includes(inside)) return `it shows ${inside}`
      if (status === 503) return Number(headers['retry-after']) >= 1 ? undefined : 'it has no Retry-After'
      if (status >= 500) return 'it is an error of the server'
      if (request.mustRefuse !== undefined && status < 400) return `it lets ${request.mustRefuse} in`
      if (request.kind === 'path' || isConnectionFault(answer)) {
        return status < 400 || request.method === 'HEAD' || text === ''
          ? undefined
          : schemas({ $ref: '#/components/schemas/Problem' }, JSON.parse(text))
      }
      return documentedFault(request, answer)
    },
  }
}

/** The server could not read the request at all: it knows no route and no path. */
function isConnectionFault({ status, text }: FuzzAnswer): boolean {
  return status === 400 && text.includes('"instance":""')
}

const ajvOptions = { strict: false, validateSchema: false, logger: false } as const

// The default export is the module itself for Node, and its `default` for TypeScript.
const addFormats = ajvFormats.default

/** Checks values by schemas that stand in a document; undefined where one fits. */
function openDocument(ajv: Ajv | Ajv2020, document: object, name: string) {
  addFormats(ajv)
  ajv.addSchema({ ...document, $id: name })
  const compiled = new Map<JsonSchema, ValidateFunction>()
  return (schema: JsonSchema, value: unknown): string | undefined => {
    let validate = compiled.get(schema)
    if (!validate) {
      validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${name}#/`)) as JsonSchema)
      compiled.set(schema, validate)
    }
    return validate(value) ? undefined : `it does not fit its schema: ${ajv.errorsText(validate.errors)}`
  }
}

/** The schemas that the server reads and writes by are stricter: no field may be unknown. */
function strictFault(
  { method, target }: FuzzRequest,
  answered: { status: number; body: unknown; text: string },
): string | undefined {
  try {
    mustBeDocumented({ method, url: target }, answered)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function openFrames(asyncApi: AsyncApi) {
  const schemas = openDocument(new Ajv(ajvOptions), asyncApi, 'asyncapi.json')
  const all = asyncApi.components.schemas
  const refs = Object.fromEntries(Object.keys(all).map((name) => [name, { $ref: `#/components/schemas/${name}` }]))
  return (endpoint: 'sync' | 'realtime', text: string): string | undefined => {
    const frame = JSON.parse(text) as { type?: unknown }
    const names = asyncApi.operations[`${endpoint}.send`].messages.map(({ $ref }) => $ref.split('/').at(-1) ?? '')
    const own = names.filter((name) => all[name]?.properties?.type?.const === frame.type)
    // Events of entities have a type for each entity and verb.
    const fitting = own.length > 0 ? own : names.filter((name) => name === 'EntityEvent')
    const faults = fitting.map((name) => schemas(refs[name] ?? {}, frame))
    if (faults.length === 0) return `no message has the type ${String(frame.type)}`
    return faults.includes(undefined) ? undefined : faults[0]
  }
}
