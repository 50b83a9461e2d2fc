import type { Change, Floor } from '@qtable/domain'
import { brokenRule, differenceBetween, highestVersion } from '../compare-floors.ts'
import { changesOfEvent, floorAfter, floorFromSync } from '../decode-floor.ts'
import type { Simulation } from './simulation.ts'

/** A message of a socket, decoded from JSON. */
export type SocketMessage = Record<string, unknown> & { type: string }

/** The floor of a client without the SDK, built from the messages of its sockets. Every message is checked. */
export interface CheckedReplica {
  /** Undefined until the first full sync. */
  readonly floor: Floor | undefined
  /** Of the newest message. */
  readonly cursor: string
  readonly epoch: string
  /** A new connection begins; a newcomer has no floor. */
  connect(isNewcomer: boolean): void
  /** The server cannot continue its cursor: the floor is dropped. */
  drop(): void
  receive(message: SocketMessage): void
}

interface ReplicaState {
  floor: Floor | undefined
  cursor: string
  epoch: string
  /** The newest version that it has had in this epoch. */
  newest: number
  /** The version that the next frame must name as its predecessor. */
  link: number | undefined
  /** The server has told it to take the whole floor: until then, no frame may come. */
  needsFull: boolean
  /** The version at which a resume is complete, as `resumed` promised. */
  resumesUpTo: number | undefined
}

/** What the functions below work with. */
interface Context extends Pick<Simulation, 'checker' | 'model' | 'trace'> {
  name: string
  state: ReplicaState
}

export function openCheckedReplica({ checker, model, trace }: Simulation, name: string): CheckedReplica {
  const newcomer = { floor: undefined, newest: 0 }
  const unlinked = { link: undefined, needsFull: false, resumesUpTo: undefined }
  const state: ReplicaState = { ...newcomer, ...unlinked, cursor: '', epoch: '' }
  const context: Context = { checker, model, trace, name, state }
  return {
    get floor() {
      return state.floor
    },
    get cursor() {
      return state.cursor
    },
    get epoch() {
      return state.epoch
    },
    connect: (isNewcomer) => void Object.assign(state, unlinked, isNewcomer ? newcomer : {}),
    drop() {
      state.floor = undefined
    },
    receive: (message) => receive(context, message),
  }
}

function receive(context: Context, message: SocketMessage): void {
  const { checker, trace, name, state } = context
  const version = message.version as number
  switch (message.type) {
    case 'connection_confirmation':
      enterEpoch(state, String(message.epoch))
      state.link = version
      return
    case 'full_sync':
      receiveFull(context, message)
      return
    case 'resumed': {
      const from = message.from_version as number
      Object.assign(state, { link: from, resumesUpTo: version, needsFull: false })
      const isKnown = state.floor === undefined || from <= state.floor.version
      checker.check('I3', isKnown, () => `${name} is resumed from ${from}`)
      return
    }
    case 'resync_required':
      trace.record(name, `is told to take a full sync: ${message.reason}`)
      state.needsFull = true
      return
    case 'ping': {
      const { link, needsFull } = state
      if (!needsFull) checker.check('I1', link === version, () => `${name} at ${link} gets a ping at ${version}`)
      return
    }
    case 'delta_update':
    case 'atomic_transaction_complete':
      receiveFrame(context, message, message.changes as Change[])
      return
    default: {
      const changes = changesOfEvent(message)
      if (changes) receiveFrame(context, message, changes)
    }
  }
}

function enterEpoch(state: ReplicaState, epoch: string): void {
  if (state.epoch !== epoch) Object.assign(state, { epoch, floor: undefined, newest: 0 })
}

function receiveFull(context: Context, message: SocketMessage): void {
  const { checker, model, trace, name, state } = context
  const floor = floorFromSync(message)
  const { version } = floor
  trace.record(name, `takes a full sync at ${version}`)
  enterEpoch(state, String(message.epoch))
  const { newest } = state
  const wentBack = version < newest && model.restoreCount === 0
  checker.check('I14', !wentBack, () => `${name} is sent back to ${version} from ${newest}`)
  checker.check('I4', highestVersion(floor) <= version, () => `the floor of ${version} has a later entity`)
  checker.check('I4', brokenRule(floor) === undefined, () => `the floor of ${version}: ${brokenRule(floor)}`)
  state.floor = floor
  state.newest = Math.max(newest, version)
  state.cursor = String(message.cursor)
  state.link = version
  state.needsFull = false
  checkFloor(context, floor, 'I2')
}

function receiveFrame(context: Context, message: SocketMessage, changes: readonly Change[]): void {
  const { checker, model, trace, name, state } = context
  const version = Number(message.version)
  const from = Number(message.prev_version)
  trace.record(name, `receives ${message.type} ${from} → ${version}`)
  checker.check('I16', !state.needsFull, () => `${name} gets a partial answer and needs the whole floor`)
  const { link, floor, resumesUpTo } = state
  checker.check('I1', from === link && version > from, () => `${name}: ${from} → ${version} after ${link}`)
  const isInLog = model.transactionsAt(version).some(({ id }) => id === message.transaction_id)
  checker.check('I7', isInLog, () => `${name} hears of ${version}, which is not in the log`)
  state.link = version
  state.newest = Math.max(state.newest, version)
  if (!floor) return
  const next = floorAfter(floor, changes, { version, timestamp: String(message.timestamp) })
  state.cursor = String(message.cursor)
  // A client that resumes by time gets known versions again. Until they are through, its floor mixes old and new.
  const isKnown = version < floor.version
  state.floor = isKnown ? { ...next, version: floor.version } : next
  const isComplete = resumesUpTo === undefined || version >= resumesUpTo
  if (isKnown || !isComplete) return
  checkFloor(context, next, resumesUpTo === undefined ? 'I2' : 'I3')
  state.resumesUpTo = undefined
}

/** The floor equals the committed floor of its version. */
function checkFloor({ checker, model, name }: Context, floor: Floor, invariant: 'I2' | 'I3'): void {
  const { version } = floor
  const expected = model.floorsAt(version)
  // After a restore and before the new epoch, one version may have had two meanings.
  const isEqual = model.restoreCount > 0 || expected.some((one) => differenceBetween(floor, one) === undefined)
  const broken = isEqual ? undefined : brokenRule(floor)
  checker.check('I10', broken === undefined, () => `${name} at ${version}: ${broken}`)
  const difference = () => expected[0] && differenceBetween(floor, expected[0])
  checker.check(invariant, isEqual, () => `${name} at ${version}: ${difference()}`)
}
