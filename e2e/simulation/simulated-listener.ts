import type { Floor } from '@qtable/domain'
import { openCheckedReplica, type SocketMessage } from './checked-replica.ts'
import type { SimulatedProcess } from './scheduler.ts'
import type { SimulatedUser } from './simulated-accounts.ts'
import { openSimulatedNetwork, type SimulatedNetwork } from './simulated-network.ts'
import type { Simulation } from './simulation.ts'

/** A client without the SDK, which follows one socket endpoint as docs/sync-spec.md describes it. */
export interface SimulatedListener {
  readonly name: string
  readonly network: SimulatedNetwork
  /** Undefined until its first full sync. */
  readonly floor: Floor | undefined
  /** Closes its socket, and connects again after a while. */
  disconnect(): void
  /** Asks for the whole floor or for a resume, on the open socket. */
  askForFloor(): void
}

export interface ListenerOptions {
  name: string
  user: SimulatedUser
  endpoint: 'sync' | 'realtime'
}

const maxReconnectMs = 1200
const cannotContinueCode = 4410
// The cursor stands twice, because it is what most clients use.
const entries = ['as a newcomer', 'with its cursor', 'with its cursor', 'with a time'] as const

/** Opens a listener that connects at once, and again whenever its socket closes. */
export function openSimulatedListener(
  simulation: Simulation,
  { name, user, endpoint }: ListenerOptions,
): SimulatedListener {
  const { scheduler, model, trace, accounts, nodes } = simulation
  const random = simulation.random.fork()
  const self: SimulatedProcess = { name, clockSkewMs: 0, isDead: false }
  const network = openSimulatedNetwork({ scheduler, random: simulation.random.fork(), device: self, nodes })
  const replica = openCheckedReplica(simulation, name)
  let socket: ReturnType<SimulatedNetwork['openSocket']> | undefined
  /** How the socket that is open was entered. */
  let entry: (typeof entries)[number] = 'as a newcomer'

  const newToken = () => accounts.startSession(user).access_token
  const send = (message: object) => socket?.send(JSON.stringify(message))
  const askForFull = () => send({ type: 'full_sync_request' })

  function connect(): void {
    const { floor, cursor } = replica
    const query = new URLSearchParams({ restaurant_id: String(simulation.restaurantId) })
    // A time does not say which epoch it is of, so it is no entry after a restore.
    const usable = model.restoreCount === 0 ? entries : entries.slice(0, 3)
    entry = floor ? random.one(usable) : 'as a newcomer'
    if (floor && entry === 'with its cursor') query.set('cursor', cursor)
    if (floor && entry === 'with a time') query.set('since', floor.committedAt)
    const path = endpoint === 'sync' ? '/ws/restaurant/sync' : '/realtime'
    const authorization = `Bearer ${newToken()}`
    trace.record(name, `connects ${entry}`)
    const opened = network.openSocket(`ws://qtable${path}?${query}`, { authorization })
    socket = opened
    const isNewcomer = entry === 'as a newcomer'
    replica.connect(isNewcomer)
    opened.onopen = () => {
      if (isNewcomer && endpoint === 'realtime') askForFull()
    }
    opened.onmessage = ({ data }: { data: string }) => receive(JSON.parse(data) as SocketMessage)
    opened.onclose = ({ code }: { code: number }) => {
      trace.record(name, `is closed with ${code}`)
      if (code === cannotContinueCode) replica.drop()
      if (socket === opened) scheduler.schedule(random.between(20, maxReconnectMs), connect, self)
    }
  }

  function receive(message: SocketMessage): void {
    if (message.type === 'ping') send({ type: 'pong' })
    if (message.type === 'token_expiring') send({ type: 'auth_refresh', token: newToken() })
    if (message.type === 'connection_confirmation' && entry === 'with a time' && message.epoch !== replica.epoch)
      askForFull()
    replica.receive(message)
  }

  scheduler.schedule(random.between(0, 300), connect, self)
  return {
    name,
    network,
    get floor() {
      return replica.floor
    },
    disconnect() {
      trace.record(name, 'closes its socket')
      socket?.close()
    },
    askForFloor() {
      if (replica.floor && random.chance(0.5)) send({ type: 'resume', cursor: replica.cursor })
      else askForFull()
    },
  }
}
