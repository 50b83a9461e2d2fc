import type { Change, Floor } from '@qtable/domain'
import type { Person } from './accounts.ts'
import { brokenBy } from './history.ts'
import { type Network, openNetwork } from './network.ts'
import { changesOfEvent, floorFrom, floorWith } from './replica.ts'
import { differenceOf, highestOn } from './same-floor.ts'
import type { Simulation } from './simulation.ts'
import type { Actor } from './timeline.ts'

type Message = Record<string, unknown> & { type: string }

/** Somebody else's client on one socket after another: looks at each message as the spec has it. */
export interface Watcher {
  readonly name: string
  readonly actor: Actor
  readonly network: Network
  /** What it has; undefined until its first full sync. */
  readonly floor: Floor | undefined
  /** Hangs up, and comes back in a while. */
  drop(): void
  /** Asks for the whole floor, as often as it may. */
  ask(): void
}

const comeBackMs = 1200

/** Follows one endpoint. It comes back by its cursor, by a `resume` on the open socket, or by the time it last heard of. */
export function openWatcher(
  simulation: Simulation,
  { name, person, endpoint }: { name: string; person: Person; endpoint: 'sync' | 'realtime' },
): Watcher {
  const { timeline, random, checks, history, story, accounts, nodes } = simulation
  const chance = random.fork()
  const actor: Actor = { name, clockAheadMs: 0, isDead: false }
  const network = openNetwork({ timeline, random: random.fork(), device: actor, nodes })
  let floor: Floor | undefined
  let epoch = ''
  /** The newest version that it has had in this epoch. */
  let newest = 0
  let cursor = ''
  /** By itself, by its cursor (1, 2) or by time (3). */
  let how = 0
  let socket: ReturnType<Network['openSocket']> | undefined
  /** The version that the next frame must name as the one before it. */
  let link: number | undefined
  let mustGetFull = false
  /** The version that a `resumed` promised. */
  let promised: number | undefined

  function connect(): void {
    const query = new URLSearchParams({ restaurant_id: String(simulation.restaurantId) })
    // By time nobody can tell one life of the database from the next.
    how = floor ? chance.int(history.lives === 0 ? 4 : 3) : 0
    if (floor && (how === 1 || how === 2)) query.set('cursor', cursor)
    if (floor && how === 3) query.set('since', floor.committedAt)
    const path = endpoint === 'sync' ? '/ws/restaurant/sync' : '/realtime'
    const authorization = `Bearer ${accounts.begin(person).access_token}`
    story.tell(name, `comes by ${['itself', 'its cursor', 'its cursor', 'time'][how]}`)
    const opened = network.openSocket(`ws://qtable${path}?${query}`, { authorization })
    socket = opened
    // A newcomer, who knows of no version; what comes before the floor that it asks for belongs to none that it has.
    if (how === 0) {
      floor = undefined
      newest = 0
    }
    link = undefined
    mustGetFull = false
    promised = undefined
    opened.onopen = () => {
      if (how === 0 && endpoint === 'realtime') ask('full_sync_request')
    }
    opened.onmessage = ({ data }: { data: string }) => take(JSON.parse(data) as Message)
    opened.onclose = ({ code }: { code: number }) => {
      story.tell(name, `is closed with ${code}`)
      if (code === 4410) floor = undefined
      if (socket === opened) timeline.after(chance.between(20, comeBackMs), connect, actor)
    }
  }

  function ask(type: 'full_sync_request' | 'resume'): void {
    socket?.send(JSON.stringify(type === 'resume' ? { type, cursor } : { type }))
  }

  function take(message: Message): void {
    const version = message.version as number
    switch (message.type) {
      case 'connection_confirmation':
        if (epoch !== message.epoch && how === 3) ask('full_sync_request')
        enter(String(message.epoch))
        link = version
        return
      case 'full_sync':
        takeFull(message)
        return
      case 'resumed': {
        const from = message.from_version as number
        link = from
        promised = version
        mustGetFull = false
        checks.holds('I3', floor === undefined || from <= floor.version, () => `${name} goes on from ${from}`)
        return
      }
      case 'resync_required':
        story.tell(name, `must take the whole floor: ${message.reason}`)
        mustGetFull = true
        return
      case 'ping':
        socket?.send(JSON.stringify({ type: 'pong' }))
        if (!mustGetFull) checks.holds('I1', link === version, () => `${name} is at ${link}, pinged at ${version}`)
        return
      case 'token_expiring': {
        const token = accounts.begin(person).access_token
        socket?.send(JSON.stringify({ type: 'auth_refresh', token }))
        return
      }
      case 'delta_update':
      case 'atomic_transaction_complete':
        takeFrame(message, message.changes as Change[])
        return
      default: {
        const changes = changesOfEvent(message)
        if (changes) takeFrame(message, changes)
      }
    }
  }

  function enter(life: string): void {
    if (epoch === life) return
    epoch = life
    floor = undefined
    newest = 0
  }

  function takeFull(message: Message): void {
    const next = floorFrom(message)
    story.tell(name, `takes the floor of ${next.version}`)
    enter(String(message.epoch))
    const isBack = next.version < newest && history.lives === 0
    checks.holds('I14', !isBack, () => `${name} is sent back to ${next.version} from ${newest}`)
    checks.holds('I4', highestOn(next) <= next.version, () => `the floor of ${next.version} has what is later`)
    checks.holds('I4', brokenBy(next) === undefined, () => `the floor of ${next.version}: ${brokenBy(next)}`)
    floor = next
    newest = Math.max(newest, next.version)
    cursor = String(message.cursor)
    link = next.version
    mustGetFull = false
    mustBeTrue('I2')
  }

  function takeFrame(message: Message, changes: readonly Change[]): void {
    const { version, prev_version: from, timestamp } = message as unknown as Record<string, number> & Message
    const at = { version: Number(version), timestamp: String(timestamp) }
    story.tell(name, `hears ${message.type} ${from} → ${version}`)
    checks.holds('I16', !mustGetFull, () => `${name} gets a part, and waits for the whole floor`)
    checks.holds('I1', from === link && at.version > Number(from), () => `${name}: ${from} → ${version} after ${link}`)
    const isKnown = history.transactionsAt(at.version).some(({ id }) => id === message.transaction_id)
    checks.holds('I7', isKnown, () => `${name} hears of ${version}, which is not in the log`)
    link = at.version
    newest = Math.max(newest, at.version)
    if (!floor) return
    const isBehind = at.version < floor.version
    const reached = floor.version
    floor = floorWith(floor, changes, at)
    cursor = String(message.cursor)
    // By time, what was known comes again: until it is through, old and new are mixed.
    if (isBehind) floor = { ...floor, version: reached }
    else if (promised === undefined || at.version >= promised) {
      mustBeTrue(promised === undefined ? 'I2' : 'I3')
      promised = undefined
    }
  }

  function mustBeTrue(invariant: 'I2' | 'I3'): void {
    const seen = floor
    if (!seen) return
    const truths = history.floorsAt(seen.version)
    // Until a new epoch is there, one command may have been done in both lives of a database, under one version.
    const isSame = history.lives > 0 || truths.some((truth) => differenceOf(seen, truth) === undefined)
    checks.holds('I10', isSame || brokenBy(seen) === undefined, () => `${name} at ${seen.version}: ${brokenBy(seen)}`)
    checks.holds(invariant, isSame, () => `${name} at ${seen.version}: ${truths[0] && differenceOf(seen, truths[0])}`)
  }

  timeline.after(chance.between(0, 300), connect, actor)
  return {
    name,
    actor,
    network,
    get floor() {
      return floor
    },
    drop() {
      story.tell(name, 'hangs up')
      socket?.close()
    },
    ask: () => ask(floor && chance.chance(0.5) ? 'resume' : 'full_sync_request'),
  }
}
