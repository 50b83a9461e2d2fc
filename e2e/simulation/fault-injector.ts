import type { Random } from '../random.ts'
import type { SimulatedDevice } from './simulated-device.ts'
import type { SimulatedListener } from './simulated-listener.ts'
import type { SimulatedNetwork } from './simulated-network.ts'
import type { Simulation } from './simulation.ts'

/** Makes things fail, and repairs them in the end. Each seed has its own mixture of faults. */
export interface FaultInjector {
  /** Injects one random fault. Faults that last end on their own. */
  inject(): void
  /** Ends all faults, for good. */
  heal(): void
}

interface Targets {
  devices: readonly SimulatedDevice[]
  listeners: readonly SimulatedListener[]
  /** Of all clients but the devices, whose networks change with their pages. */
  networks: readonly SimulatedNetwork[]
}

interface FaultContext extends Targets {
  simulation: Simulation
  random: Random
  record(what: string): void
  isHealed(): boolean
  /** Runs something after a random time between two, in milliseconds, unless all is healed by then. */
  later(least: number, most: number, run: () => void): void
  /** Sets a field for a random time between two, in milliseconds. */
  during<T extends object, K extends keyof T>(target: T, field: K, value: T[K], ms: [number, number]): void
}

type FaultSet = Readonly<Record<string, () => void>>

/** They make clients start over, which hides what other faults did, so few mixtures have them. */
const rareFaults: ReadonlySet<string> = new Set(['databaseRestored', 'epochRenewed', 'logPruned'])

export function openFaultInjector(simulation: Simulation, targets: Targets): FaultInjector {
  const { scheduler, trace } = simulation
  const random = simulation.random.fork()
  let isHealed = false
  const later: FaultContext['later'] = (least, most, run) =>
    void scheduler.schedule(random.between(least, most), () => isHealed || run(), undefined)
  const context: FaultContext = {
    ...{ simulation, ...targets, random, later },
    isHealed: () => isHealed,
    record: (what) => trace.record('fault', what),
    during(target, field, value, [least, most]) {
      const before = target[field]
      target[field] = value
      later(least, most, () => {
        target[field] = before
      })
    },
  }
  const faults: FaultSet = {
    ...nodeFaults(context),
    ...databaseFaults(context),
    ...networkFaults(context),
    ...clientFaults(context),
    ...clockFaults(context),
    ...logFaults(context),
  }
  const mixture = Object.keys(faults).filter((name) => random.chance(rareFaults.has(name) ? 0.12 : 0.45))

  return {
    inject() {
      if (mixture.length === 0) return
      const name = random.one(mixture)
      context.record(name)
      faults[name]?.()
    },
    heal() {
      isHealed = true
      context.record('all faults end')
      healAll(context)
    },
  }
}

function nodeFaults({ simulation, random, record, later, isHealed }: FaultContext): FaultSet {
  const { nodes, startNode } = simulation
  return {
    nodeKilled() {
      const slot = random.int(nodes.length)
      const node = nodes[slot]
      if (!node || node.process.isDead) return
      record(`${node.process.name} is killed`)
      node.kill(() => random.chance(0.3))
      later(100, 4000, () => startNode(slot))
    },
    nodeRestarted() {
      const slot = random.int(nodes.length)
      const node = nodes[slot]
      if (!node || node.process.isDead) return
      record(`${node.process.name} is stopped`)
      void node.stop().then(() => (isHealed() ? startNode(slot) : later(10, 2000, () => startNode(slot))))
    },
  }
}

function databaseFaults({ simulation, random, during }: FaultContext): FaultSet {
  const { database, bus } = simulation
  return {
    databaseDown() {
      during(database.faults, 'isDown', true, [100, 3000])
    },
    databaseResponsesLost() {
      during(database.faults, 'responseLossRate', random.between(0.05, 0.5), [500, 4000])
    },
    databaseSlow() {
      during(database.faults, 'slowRate', random.between(0.02, 0.3), [500, 4000])
    },
    busUnreliable() {
      bus.faults.lossRate = random.one([0, 0.3, 1])
      bus.faults.duplicationRate = random.one([0, 0.5])
      bus.faults.maxDelayMs = random.one([3, 100, 1500])
      if (random.chance(0.2)) during(bus.faults, 'isUp', false, [500, 5000])
    },
  }
}

function networkFaults({ devices, networks, random, record, during, later }: FaultContext): FaultSet {
  const anyNetwork = () => random.one([...devices.map(({ page }) => page.network), ...networks])
  return {
    connectionsCut() {
      const network = anyNetwork()
      record(`the connections of ${network.name} break`)
      network.cut()
    },
    deviceOffline() {
      const network = anyNetwork()
      record(`${network.name} is offline`)
      during(network.faults, 'isUp', false, [200, 8000])
      if (random.chance(0.5)) network.cut()
      else for (const connection of network.connections) connection.stall('both')
    },
    connectionsStalled() {
      const network = anyNetwork()
      record(`the connections of ${network.name} stall`)
      const stalled = [...network.connections]
      for (const connection of stalled) connection.stall(random.one(['both', 'both', 'down']))
      later(200, 20_000, () => {
        for (const connection of stalled) if (random.chance(0.5)) connection.resume()
      })
    },
    requestsLost() {
      const { name, faults } = anyNetwork()
      record(`requests of ${name} are lost and repeated`)
      during(faults, 'lossRate', random.between(0.05, 0.5), [500, 6000])
      during(faults, 'duplicationRate', random.between(0, 0.5), [500, 6000])
    },
    framesLost() {
      const { name, faults } = random.one(devices).page.network
      record(`a proxy of ${name} loses and repeats frames`)
      during(faults, 'frameLossRate', random.between(0, 0.4), [500, 6000])
      during(faults, 'frameDuplicationRate', random.between(0, 0.4), [500, 6000])
    },
    networkSlow() {
      const { name, faults } = anyNetwork()
      record(`the network of ${name} is slow`)
      during(faults, 'latencyMs', random.between(50, 800), [500, 6000])
    },
    socketsBlocked() {
      const { name, faults } = random.one(devices).page.network
      record(`a proxy of ${name} blocks sockets`)
      during(faults, 'areSocketsBlocked', true, [4000, 20_000])
    },
  }
}

function clientFaults({ devices, listeners, random }: FaultContext): FaultSet {
  return {
    pageClosed: () => void random.one(devices).reopen('closed'),
    pageKilled: () => void random.one(devices).reopen('killed'),
    listenerDisconnects: () => random.one(listeners).disconnect(),
    listenerAsks: () => random.one(listeners).askForFloor(),
  }
}

function clockFaults({ simulation, devices, random, record }: FaultContext): FaultSet {
  function skew(process: { name: string; clockSkewMs: number }): void {
    const most = random.one([2_000, 2_000, 90_000, 90_000, 3_600_000])
    process.clockSkewMs = Math.round(random.between(-most, most))
    record(`the clock of ${process.name} is ${process.clockSkewMs} ms ahead`)
  }
  return {
    nodeClockSkewed: () => skew(random.one(simulation.nodes).process),
    deviceClockSkewed: () => skew(random.one(devices).page.process),
  }
}

/** What happens to the log in the life of a database. */
function logFaults({ simulation, random, record, later }: FaultContext): FaultSet {
  const { scheduler, database, model, nodes, responses } = simulation
  return {
    epochRenewed() {
      database.renewEpoch()
    },
    logPruned() {
      const { version } = model.floor
      record(`the log up to ${version - 3} is removed`)
      database.prune(version - 3)
    },
    serviceDayClosed() {
      const node = random.one(nodes)
      const command = { id: random.uuid(scheduler.now), type: 'serviceDay.close', payload: {} }
      if (!node.process.isDead) node.runInternal(command).catch(() => {})
    },
    databaseRestored() {
      const version = Math.max(2, model.floor.version - 1 - random.int(6))
      void database.restore(version).then((reached) => {
        model.restore(reached)
        responses.forget()
        record(`the database is restored to version ${reached}`)
      })
      // The server's own watch over restores renews the epoch within seconds, if nothing else has noticed before.
      later(500, 5000, database.renewEpoch)
    },
  }
}

function healAll({ simulation, devices, networks, random }: FaultContext): void {
  const { database, model, bus, nodes, startNode } = simulation
  Object.assign(database.faults, { isDown: false, responseLossRate: 0, slowRate: 0 })
  if (model.restoreCount > 0) database.renewEpoch()
  // The bus may stay unreliable: only speed depends on it.
  if (random.chance(0.5)) Object.assign(bus.faults, { lossRate: 0, duplicationRate: 0, maxDelayMs: 3, isUp: true })
  for (const [slot, node] of nodes.entries()) {
    node.process.clockSkewMs = 0
    if (node.process.isDead) startNode(slot)
  }
  for (const device of devices) {
    device.heal()
    if (random.chance(0.3)) device.page.network.cut()
  }
  for (const network of networks) network.heal()
}
