import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { refTo } from '../../apps/server/src/http/documents/json-schema.ts'
import { temporaryFolder } from '../../apps/server/src/testing/temporary-folder.ts'
import { openChecker, type Violation } from '../checker.ts'
import { openSocketListener } from '../faults/socket-listener.ts'
import type { Invariant } from '../invariants/invariants.ts'
import { openRandom, type Random } from '../random.ts'
import { openTrace } from '../trace.ts'
import { type AsyncApi, type OpenApi, openAnswerChecker } from './answer-checker.ts'
import { checkSettled, checkStopped, type FuzzDatabase, hashTenantRows } from './check-fuzzed.ts'
import { type FuzzActors, openFuzzActors } from './fuzz-actors.ts'
import type { DocumentedOperation } from './fuzz-request.ts'
import { startFuzzServer } from './fuzz-server.ts'
import { fuzzSocket, openQuietListener } from './fuzz-sockets.ts'
import { type FuzzTenant, openFuzzTenant, sparePassword } from './fuzz-tenants.ts'
import type { KnownValues } from './fuzz-values.ts'
import { makeRequest } from './make-request.ts'
import { exchangeRaw, openRequestSender, rawBytes } from './send-request.ts'

/** The invariants that a run checks. */
export const fuzzInvariants = ['I1', 'I2', 'I4', 'I7', 'I10', 'I14', 'I15', 'I16', 'I17', 'I20'] as const

/** What one run did and found. */
export interface FuzzReport {
  seed: number
  /** Requests, messages of sockets and raw exchanges. */
  requests: number
  /** How often each kind was sent, each status answered. */
  tallies: ReadonlyMap<string, number>
  versions: number
  peakMb: number
  tookMs: number
  counts: ReadonlyMap<Invariant, number>
  violations: readonly Violation[]
}

export interface FuzzOptions {
  seed: number
  requests: number
  database: FuzzDatabase
  onProgress?: (requests: number) => void
}

const lanes = 6
const keptViolations = 20
// Of the load of six clients that send what they like. More would be a server that gives up.
const unavailableShare = 0.01
// A server with one small restaurant takes 150 MB; bodies and answers of a megabyte come and go.
const mostMegabytes = 600

/** Sends a server what follows from the seed, and checks each answer and what is left at the end. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, database } = options
  const startedAt = performance.now()
  const random = openRandom(seed)
  const dataDir = await temporaryFolder()
  const secretKey = `${randomUUID()}${randomUUID()}`
  const server = await startFuzzServer({ DATABASE_URL: database.url, DATA_DIR: dataDir, SECRET_KEY: secretKey })
  try {
    const { url } = server
    const busy = await openFuzzTenant(url, { name: 'busy', random })
    const quiet = await openFuzzTenant(url, { name: 'quiet', random })
    const actors = await openFuzzActors({ busy, quiet }, secretKey)
    const trace = openTrace({ nowMs: () => performance.now(), keptLines: 200 })
    const checker = openChecker(trace, { keptViolations })
    const [openApi, asyncApi] = await Promise.all([readDocument(url, 'openapi'), readDocument(url, 'asyncapi')])
    const canaries = { busy: busy.canaries, quiet: quiet.canaries }
    const answers = openAnswerChecker({ openApi: openApi as OpenApi, asyncApi: asyncApi as AsyncApi, canaries })
    const common = { token: busy.tokens.owner, target: () => server.port, checker }
    const listeners = [
      openSocketListener({ ...common, endpoint: '/ws/restaurant/sync' }),
      openSocketListener({ ...common, endpoint: '/realtime' }),
    ]
    const quietListeners = [
      await openQuietListener({ url, checker: answers }, 'sync', quiet.tokens.viewer),
      await openQuietListener({ url, checker: answers }, 'realtime', quiet.tokens.owner),
    ]
    const filesBefore = (await server.metrics()).get('process_open_fds') ?? 0
    const rowsBefore = await hashTenantRows(database, quiet.restaurantId)
    const load = await sendLoad(options, {
      ...{ server, actors, answers, checker },
      ...{ openApi: openApi as OpenApi, asyncApi: asyncApi as AsyncApi },
      known: knownValues({ busy, quiet, actors, random }),
      restaurantIds: { busy: busy.restaurantId, quiet: quiet.restaurantId },
      busyToken: busy.tokens.owner,
    })
    for (const listener of quietListeners) {
      for (const fault of listener.faults) checker.fail('I15', fault)
      listener.close()
    }
    const stage = { server, database, busy, quiet, checker }
    await checkSettled(stage, { listeners, filesBefore, rowsBefore })
    const versions = Number((await busy.owner.call('GET', '/sync/health')).version)
    await checkStopped(stage, secretsOf(actors, busy, secretKey))
    const { counts, violations } = checker
    return { seed, ...load, versions, tookMs: performance.now() - startedAt, counts, violations }
  } finally {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function readDocument(url: string, name: 'openapi' | 'asyncapi'): Promise<unknown> {
  return (await fetch(`${url}/${name}.json`)).json()
}

/** What no line of the log may hold: signatures of tokens, refresh tokens, passwords and keys. */
function secretsOf(actors: FuzzActors, { expendable, linkSecrets }: FuzzTenant, secretKey: string): string[] {
  const signatures = actors.tokens.map((token) => token.split('.').at(-1) ?? '').filter(({ length }) => length > 20)
  const refreshTokens = expendable.map(({ session }) => session.refresh_token)
  return [...signatures, ...linkSecrets, ...refreshTokens, sparePassword, secretKey]
}

function knownValues(given: { busy: FuzzTenant; quiet: FuzzTenant; actors: FuzzActors; random: Random }): KnownValues {
  const { busy, quiet, actors, random } = given
  const now = Date.now()
  const fresh = (count: number) => Array.from({ length: count }, () => random.uuid(now))
  const [word = ''] = busy.canaries
  return {
    ids: busy.ids,
    foreignIds: Object.values(quiet.ids).flat(),
    commandIds: fresh(60),
    words: [word, 'Zoë', 'أحمد', '食べる', '\u{1F469}\u200d\u{1F373} chef', "O'Neill; --", '<b>x</b>', 'a\u0301'],
    emails: [...busy.expendable.map(({ email }) => email), quiet.ownerEmail, 'new@example.com', 'ünï@exämple.com'],
    passwords: [sparePassword, 'a wrong phrase of some length', 'short', 'p'.repeat(200)],
    phones: ['+4930123456', '030 123456', '+1 212 555 0100'],
    cursors: [busy.cursor, quiet.cursor, new Date(now - 60_000).toISOString(), `${busy.cursor}x`, '0.0.0', 'x'],
    secrets: [
      ...busy.linkSecrets,
      ...busy.expendable.map(({ session }) => session.refresh_token),
      'r1.nothing',
      'Zr0b1LkYt8mQ2c9n5VwXe7Hs4',
    ],
    accessTokens: actors.tokens.filter(({ length }) => length < 1000),
    restaurantIds: [busy.restaurantId, busy.restaurantId, quiet.restaurantId, 2_147_483_647],
    now,
  }
}

interface LoadParts {
  server: Awaited<ReturnType<typeof startFuzzServer>>
  actors: FuzzActors
  answers: ReturnType<typeof openAnswerChecker>
  checker: ReturnType<typeof openChecker>
  openApi: OpenApi
  asyncApi: AsyncApi
  known: KnownValues
  restaurantIds: { busy: number; quiet: number }
  busyToken: string
}

/** Sends the load in six lanes. What is sent follows from the seed; in which order it arrives does not. */
async function sendLoad({ seed, requests, onProgress }: FuzzOptions, parts: LoadParts) {
  const { server, answers, checker, openApi, asyncApi, actors, known, restaurantIds } = parts
  const sender = openRequestSender(server.port)
  const tallies = new Map<string, number>()
  const tally = (name: string, times = 1) => tallies.set(name, (tallies.get(name) ?? 0) + times)
  const operations = operationsOf(openApi)
  const source = { operations, schemas: openApi.components.schemas, known, actors, restaurantIds }
  const socketSource = {
    ...{ url: server.url, messages: clientMessages(asyncApi), schemas: asyncApi.components.schemas },
    ...{ known, actors, restaurantIds, checker: answers },
  }
  let next = 0
  let count = 0
  let peakMb = 0

  async function sendOne(number: number, random: Random): Promise<number> {
    const chance = random.next()
    const fail = (detail: string) => checker.fail('code', `request ${number} of seed ${seed}: ${detail}`)
    if (chance < 0.015) {
      const { sent, frames, faults } = await fuzzSocket(socketSource, random)
      tally('socket messages', sent)
      tally('frames', frames)
      for (const fault of faults) fail(fault)
      return sent
    }
    if (chance < 0.04) {
      const bytes = rawBytes(parts.busyToken, random)
      const text = await exchangeRaw(server.port, bytes, random)
      tally('raw')
      const fault = /^HTTP\/1\.1 5(?!03)\d\d/m.exec(text)?.[0] ?? answers.leakIn(text, { tenant: 'busy' }, '')
      if (fault) fail(`${fault}: ${bytes.toString('latin1').slice(0, 300)}`)
      return 1
    }
    const request = makeRequest(source, random)
    const answer = await sender.send(request)
    tally(request.kind)
    tally(answer === 'cut' ? 'cut' : String(answer.status))
    const isLarge = (request.body?.length ?? 0) > 65_536 || request.headers.flat().join('').length > 12_000
    const fault = answer === 'cut' ? (isLarge ? undefined : 'no answer') : answers.faultOf(request, answer)
    checker.check('I20', fault === undefined, () => {
      const { method, target, body, actor, kind } = request
      const headers = request.headers.filter(([name]) => name !== 'authorization')
      const sent = `${method} ${target.slice(0, 600)} ${JSON.stringify(headers).slice(0, 400)} ${body?.toString().slice(0, 1500) ?? ''}`
      const got = answer === 'cut' ? '' : `${answer.status} ${answer.text.slice(0, 600)}`
      return `request ${number} of seed ${seed} (${kind}, ${actor.name}): ${fault}\n  ${sent}\n  ${got}`
    })
    return 1
  }

  async function lane(): Promise<void> {
    while (count < requests) {
      const number = next++
      const sent = await sendOne(number, openRandom(seed * 1_000_003 + number))
      count += sent
      if (number % 500 === 0) {
        peakMb = Math.max(peakMb, ((await server.metrics()).get('process_resident_memory_bytes') ?? 0) / 2 ** 20)
        onProgress?.(count)
      }
    }
  }

  await Promise.all(Array.from({ length: lanes }, lane))
  sender.close()
  const unavailable = tallies.get('503') ?? 0
  if (unavailable > count * unavailableShare) checker.fail('code', `${unavailable} of ${count} were answered with 503`)
  if (peakMb > mostMegabytes) checker.fail('code', `the server took ${peakMb.toFixed(0)} MB`)
  return { requests: count, tallies, peakMb }
}

function operationsOf({ paths }: OpenApi): DocumentedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      return { ...(operation as unknown as DocumentedOperation), path, method: method.toUpperCase() }
    }),
  )
}

function clientMessages({ channels, components }: AsyncApi) {
  const names = Object.keys(channels.sync.messages).filter((name) => components.schemas[name])
  const ofClients = new Set([
    'ClientPing',
    'ClientPong',
    'Ack',
    'AuthRefresh',
    'Resume',
    'FullSyncRequest',
    'CommandMessage',
  ])
  const messages = names.filter((name) => ofClients.has(name))
  // Commands are most of what devices send.
  return [...messages, 'CommandMessage', 'CommandMessage', 'CommandMessage', 'CommandMessage'].map(refTo)
}
