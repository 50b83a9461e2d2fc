import { createServer } from 'node:http'
import type { ArchivedType, EntityOf, PayloadOf } from '@qtable/domain'
import { budgetsWithoutRate } from '../../apps/server/src/budgets.ts'
import { openReplication } from '../../apps/server/src/bus/replication.ts'
import { openCommands } from '../../apps/server/src/commands/execute.ts'
import type { ServerParts } from '../../apps/server/src/http/route.ts'
import { openHeadPoll } from '../../apps/server/src/jobs/head-poll.ts'
import { openFeed } from '../../apps/server/src/journal/feed.ts'
import { type Floors, openFloors } from '../../apps/server/src/journal/floors.ts'
import { openSockets } from '../../apps/server/src/sockets/sockets.ts'
import { openTrustedProxies } from '../../apps/server/src/trusted-proxies.ts'
import { openCursors } from '../../apps/server/src/wire/cursors.ts'
import { answerRequest, type SimulatedRequest, type SimulatedResponse } from './answer-request.ts'
import { simulationSecret, unusedParts } from './node-parts.ts'
import type { ResponseChecker } from './response-checker.ts'
import type { Scheduler, SimulatedProcess } from './scheduler.ts'
import type { SimulatedAccounts } from './simulated-accounts.ts'
import type { SimulatedBus } from './simulated-bus.ts'
import type { SimulatedConnection } from './simulated-connection.ts'
import type { SimulatedDatabase } from './simulated-database.ts'

/** One process of the server, with all of its code but Fastify and the SQL. */
export interface SimulatedNode {
  readonly process: SimulatedProcess
  readonly floors: Floors
  /** The last time, in true time, at which the database kept it waiting: reads after that may be of an older floor. */
  readonly troubleAt: number
  /** Answers a request; undefined if the node dies first. Returns false if the node is dead already. */
  answer(request: SimulatedRequest, done: (response: SimulatedResponse | undefined) => void): boolean
  /** Takes the handshake of a WebSocket. */
  upgrade(request: { url: string; headers: Record<string, string> }, connection: SimulatedConnection): void
  /** Kills the process. `isSilent` decides for each connection whether its client gets no sign of it. */
  kill(isSilent: () => boolean): void
  /** Stops as on SIGTERM: sockets are drained and commands finished first. */
  stop(): Promise<void>
  /** Runs a command that only the system may run. */
  runInternal(command: { id: string; type: 'serviceDay.close'; payload: PayloadOf<'serviceDay.close'> }): Promise<void>
}

interface NodeOptions {
  name: string
  scheduler: Scheduler
  database: SimulatedDatabase
  bus: SimulatedBus
  accounts: SimulatedAccounts
  responses: ResponseChecker
  log: ServerParts['log']
  restaurantId: number
  heartbeatSeconds: number
  /** Whether there are other nodes. */
  isShared: boolean
}

export function openSimulatedNode(options: NodeOptions): SimulatedNode {
  const { name, scheduler, restaurantId } = options
  const self: SimulatedProcess = { name, clockSkewMs: 0, isDead: false }
  const connections = new Set<SimulatedConnection>()
  const unanswered = new Set<(response: SimulatedResponse | undefined) => void>()
  let troubleAt = 0
  const onTrouble = () => {
    troubleAt = scheduler.now
  }
  const parts = scheduler.runAs(self, () => openParts(options, self, onTrouble))

  async function closeAll(): Promise<void> {
    await parts.sockets.drain()
    await parts.commands.close()
    parts.replication.close()
    await parts.poll.close()
    kill(() => false)
  }

  function kill(isSilent: () => boolean): void {
    self.isDead = true
    void parts.bus.close()
    for (const connection of connections) connection.nodeGone(isSilent())
    for (const done of unanswered) done(undefined)
  }

  return {
    process: self,
    floors: parts.floors,
    get troubleAt() {
      return troubleAt
    },
    answer(request, done) {
      if (self.isDead) return false
      const once = (response: SimulatedResponse | undefined) => {
        if (unanswered.delete(once)) done(response)
      }
      unanswered.add(once)
      const answered = (response: SimulatedResponse) =>
        once({ ...response, headers: { ...response.headers, 'served-by': name } })
      scheduler.schedule(0, () => void answerRequest(request, parts.world).then(answered), self)
      return true
    },
    upgrade({ url, headers }, connection) {
      connections.add(connection)
      connection.serverEnd.once('close', () => connections.delete(connection))
      const request = {
        method: 'GET',
        url,
        headers: {
          ...headers,
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        },
        socket: { remoteAddress: '127.0.0.1' },
      }
      const handshake = () => parts.server.emit('upgrade', request, connection.serverEnd, Buffer.alloc(0))
      scheduler.schedule(0, handshake, self)
    },
    kill,
    stop: () => scheduler.runAs(self, closeAll),
    async runInternal(command) {
      await scheduler.runAs(self, () => parts.commands.executeInternal(restaurantId, command))
    },
  }
}

/** Puts the parts of one node together, as the server's `app.ts` does. */
function openParts(options: NodeOptions, self: SimulatedProcess, onTrouble: () => void) {
  const { log } = options
  const { accounts } = options.accounts
  const journal = options.database.journalFor(self, onTrouble)
  const floors = openFloors({ journal, isShared: options.isShared })
  const feed = openFeed({ journal })
  const bus = options.bus.join(self)
  const commands = options.responses.watch(
    openCommands({ journal, floors, log, budgets: budgetsWithoutRate }),
    options.name,
  )
  const replication = openReplication({ floors, bus, log })
  const poll = openHeadPoll({ journal, floors, bus, log })
  const server = createServer()
  const config = {
    ...{ secretKey: simulationSecret, corsOrigins: [], rateLimitPerMinute: 0, environment: 'test' as const },
    wsHeartbeatIntervalSeconds: options.heartbeatSeconds,
    wsConnectionTimeoutSeconds: 300,
  }
  const cursors = openCursors(simulationSecret)
  const world: ServerParts = {
    ...{ config, log, accounts, commands, floors, feed, cursors, ...unusedParts },
    history: {
      ...unusedParts.history,
      async find<T extends ArchivedType>(restaurantId: number, type: T, id: string) {
        const [found] = await journal.past(restaurantId, [id])
        return found?.type === type ? (found.entity as EntityOf<T>) : undefined
      },
    },
    connectedClients: () => 0,
    proxies: openTrustedProxies(),
  }
  const sockets = openSockets({
    ...{ config, log, accounts, commands, floors, feed, cursors, server },
    metrics: unusedParts.metrics.sockets,
  })
  return { bus, commands, floors, replication, poll, server, sockets, world }
}
