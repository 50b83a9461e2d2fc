import { createServer } from 'node:http'
import type { PayloadOf } from '@qtable/domain'
import { openReplication } from '../../apps/server/src/bus/replication.ts'
import { openCommands } from '../../apps/server/src/commands/execute.ts'
import type { ServerParts } from '../../apps/server/src/http/route.ts'
import { openHeadPoll } from '../../apps/server/src/jobs/head-poll.ts'
import { openFeed } from '../../apps/server/src/journal/feed.ts'
import { type Floors, openFloors } from '../../apps/server/src/journal/floors.ts'
import { openSockets } from '../../apps/server/src/sockets/sockets.ts'
import { openCursors } from '../../apps/server/src/wire/cursors.ts'
import type { SimulatedAccounts } from './accounts.ts'
import type { Answers } from './answers.ts'
import type { SimulatedBus } from './bus.ts'
import type { SimulatedDatabase } from './database.ts'
import type { Line } from './line.ts'
import { answerTo, type Reply, type Request } from './routes.ts'
import { secretKey, unasked } from './server-parts.ts'
import type { Actor, Timeline } from './timeline.ts'

/** One process of the server: everything that it has, but for HTTP's own wire and the database. */
export interface ServerNode {
  readonly actor: Actor
  readonly floors: Floors
  /** When it was last kept waiting by the database, in true time: what it shows then may be what it knew before. */
  readonly troubleAt: number
  /** Answers a request, or tells nothing where it goes down before that. False where there is nobody to ask. */
  answer(request: Request, done: (reply: Reply | undefined) => void): boolean
  /** Takes a handshake. */
  upgrade(request: { url: string; headers: Record<string, string> }, line: Line): void
  /** Ends without another word: its memory is gone. */
  crash(isSilent: () => boolean): void
  /** Ends as a deployment ends it. */
  stop(): Promise<void>
  /** Runs a command of the system. */
  runInternal(command: { id: string; type: 'serviceDay.close'; payload: PayloadOf<'serviceDay.close'> }): Promise<void>
}

export function openServerNode(options: {
  name: string
  timeline: Timeline
  database: SimulatedDatabase
  bus: SimulatedBus
  accounts: SimulatedAccounts
  answers: Answers
  log: ServerParts['log']
  restaurantId: number
  heartbeatSeconds: number
  /** Whether there are other nodes. */
  isShared: boolean
}): ServerNode {
  const { name, timeline, log, restaurantId } = options
  const actor: Actor = { name, clockAheadMs: 0, isDead: false }
  const lines = new Set<Line>()
  const unanswered = new Set<(reply: Reply | undefined) => void>()
  let troubleAt = 0

  function open() {
    const journal = options.database.seenBy(actor, () => {
      troubleAt = timeline.now
    })
    const floors = openFloors({ journal, isShared: options.isShared })
    const feed = openFeed({ journal })
    const bus = options.bus.join(actor)
    const commands = options.answers.watched(openCommands({ journal, floors, log }), name)
    const replication = openReplication({ floors, bus, log })
    const poll = openHeadPoll({ journal, floors, bus, log })
    const server = createServer()
    const config = {
      ...{ secretKey, corsOrigins: [], rateLimitPerMinute: 0, environment: 'test' as const },
      wsHeartbeatIntervalSeconds: options.heartbeatSeconds,
      wsConnectionTimeoutSeconds: 300,
    }
    const cursors = openCursors(secretKey)
    const accounts = options.accounts.asked()
    const world: ServerParts = {
      ...{ config, log, accounts, commands, floors, feed, cursors, ...unasked },
      connectedClients: () => 0,
    }
    const sockets = openSockets({
      ...{ config, log, accounts, commands, floors, feed, cursors, server },
      metrics: unasked.metrics.sockets,
    })
    return { bus, commands, floors, replication, poll, server, sockets, world }
  }

  const parts = timeline.as(actor, open)

  async function closeAll(): Promise<void> {
    await parts.sockets.drain()
    await parts.commands.close()
    parts.replication.close()
    await parts.poll.close()
    end(() => false)
  }

  function end(isSilent: () => boolean): void {
    actor.isDead = true
    void parts.bus.close()
    for (const line of lines) line.nodeGone(isSilent())
    for (const done of unanswered) done(undefined)
  }

  return {
    actor,
    floors: parts.floors,
    get troubleAt() {
      return troubleAt
    },
    answer(request, done) {
      if (actor.isDead) return false
      const once = (reply: Reply | undefined) => {
        if (unanswered.delete(once)) done(reply)
      }
      unanswered.add(once)
      const answered = (reply: Reply) => once({ ...reply, headers: { ...reply.headers, 'served-by': name } })
      timeline.after(0, () => void answerTo(request, parts.world).then(answered), actor)
      return true
    },
    upgrade({ url, headers }, line) {
      lines.add(line)
      line.wire.once('close', () => lines.delete(line))
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
      }
      timeline.after(0, () => parts.server.emit('upgrade', request, line.wire, Buffer.alloc(0)), actor)
    },
    crash: end,
    stop: () => timeline.as(actor, closeAll),
    async runInternal(command) {
      await timeline.as(actor, () => parts.commands.executeInternal(restaurantId, command))
    },
  }
}
