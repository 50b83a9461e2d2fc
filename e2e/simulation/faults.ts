import type { Device } from './device.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'
import type { Simulation } from './simulation.ts'
import type { Watcher } from './watcher.ts'

/** What goes wrong, and how it is all put right in the end. */
export interface Faults {
  /** One more thing goes wrong. */
  strike(): void
  /** Everything works from now on. */
  heal(): void
}

interface Victims {
  devices: readonly Device[]
  watchers: readonly Watcher[]
  networks: readonly Network[]
}

type Strike = (chance: Random) => void

/** Each seed has its own mixture: some faults often, others never. */
export function openFaults(simulation: Simulation, { devices, watchers, networks }: Victims): Faults {
  const { timeline, random, story, database, bus, nodes, history, answers, start, restaurantId } = simulation
  const chance = random.fork()
  let isHealed = false

  const tell = (what: string) => story.tell('fault', what)
  const anyNetwork = () => chance.one([...devices.map(({ network }) => network), ...networks])
  const later = (least: number, most: number, then: () => void) =>
    timeline.after(chance.between(least, most), () => isHealed || then(), undefined)

  // For a while; then as before.
  function during<T extends object, K extends keyof T>(
    what: T,
    field: K,
    value: T[K],
    [least, most]: [number, number],
  ) {
    const before = what[field]
    what[field] = value
    later(least, most, () => {
      what[field] = before
    })
  }

  function clockAhead(): number {
    const most = chance.one([2_000, 2_000, 90_000, 90_000, 3_600_000])
    return Math.round(chance.between(-most, most))
  }

  const strikes: Readonly<Record<string, Strike>> = {
    crash() {
      const place = chance.int(nodes.length)
      const node = nodes[place]
      if (!node || node.actor.isDead) return
      tell(`${node.actor.name} is killed`)
      node.crash(() => chance.chance(0.3))
      later(100, 4000, () => start(place))
    },
    deploy() {
      const place = chance.int(nodes.length)
      const node = nodes[place]
      if (!node || node.actor.isDead) return
      tell(`${node.actor.name} is stopped`)
      void node.stop().then(() => (isHealed ? start(place) : later(10, 2000, () => start(place))))
    },
    databaseAway() {
      tell('the database is away')
      during(database.faults, 'isAway', true, [100, 3000])
    },
    lostAnswers() {
      tell('answers of the database are lost')
      during(database.faults, 'losesAnswer', chance.between(0.05, 0.5), [500, 4000])
    },
    slowDatabase() {
      tell('the database is slow')
      during(database.faults, 'isSlow', chance.between(0.02, 0.3), [500, 4000])
    },
    bus() {
      tell('hints are lost, doubled and late')
      bus.faults.loss = chance.one([0, 0.3, 1])
      bus.faults.doubling = chance.one([0, 0.5])
      bus.faults.latestMs = chance.one([3, 100, 1500])
      if (chance.chance(0.2)) during(bus.faults, 'isUp', false, [500, 5000])
    },
    cut: () => anyNetwork().cut(),
    offline() {
      const network = anyNetwork()
      tell('a device is offline')
      during(network, 'isUp', false, [200, 8000])
      if (chance.chance(0.5)) network.cut()
      else for (const line of network.lines) line.hold('both')
    },
    halfOpen() {
      tell('connections stand still')
      const held = [...anyNetwork().lines]
      for (const line of held) line.hold(chance.one(['both', 'both', 'down']))
      later(200, 20_000, () => {
        for (const line of held) if (chance.chance(0.5)) line.release()
      })
    },
    lossy() {
      const network = anyNetwork()
      during(network, 'loss', chance.between(0.05, 0.5), [500, 6000])
      during(network, 'doubling', chance.between(0, 0.5), [500, 6000])
    },
    proxy() {
      const { network } = chance.one(devices)
      tell('a proxy loses frames and says others twice')
      during(network, 'frameLoss', chance.between(0, 0.4), [500, 6000])
      during(network, 'frameDoubling', chance.between(0, 0.4), [500, 6000])
    },
    late: () => during(anyNetwork(), 'latencyMs', chance.between(50, 800), [500, 6000]),
    blocked: () => during(chance.one(devices).network, 'areSocketsBlocked', true, [4000, 20_000]),
    closed: () => void chance.one(devices).reopen('closed'),
    killed: () => void chance.one(devices).reopen('killed'),
    drop: () => chance.one(watchers).drop(),
    ask: () => chance.one(watchers).ask(),
    nodeClock() {
      const { actor } = chance.one(nodes)
      actor.clockAheadMs = clockAhead()
      tell(`the clock of ${actor.name} is ${actor.clockAheadMs} ms ahead`)
    },
    deviceClock() {
      const { actor } = chance.one(devices)
      actor.clockAheadMs = clockAhead()
      tell(`the clock of ${actor.name} is ${actor.clockAheadMs} ms ahead`)
    },
    epoch() {
      tell('the database has another epoch')
      database.renewEpoch()
    },
    prune() {
      const { version } = history.floor
      tell(`the log up to ${version - 3} is removed`)
      database.prune(version - 3)
    },
    day() {
      const node = chance.one(nodes)
      const command = { id: chance.uuid(timeline.now), type: 'serviceDay.close' as const, payload: { limit: 10 } }
      if (!node.actor.isDead) node.runInternal(command).catch(() => {})
    },
    putBack() {
      const version = Math.max(2, history.floor.version - 1 - chance.int(6))
      void database.putBack(version).then((reached) => {
        history.putBack(reached)
        answers.forget()
        tell(`the database of restaurant ${restaurantId} is put back to version ${reached}`)
      })
      // What watches over the database's own mark finds out some time, where nothing else has.
      later(500, 5000, database.renewEpoch)
    },
  }

  const rare = new Set(['putBack', 'epoch', 'prune'])
  const mixture = Object.keys(strikes).filter((name) => chance.chance(rare.has(name) ? 0.12 : 0.45))

  return {
    strike() {
      if (mixture.length === 0) return
      const name = chance.one(mixture)
      tell(name)
      strikes[name]?.(chance)
    },
    heal() {
      isHealed = true
      tell('all is well again')
      Object.assign(database.faults, { isAway: false, losesAnswer: 0, isSlow: 0 })
      if (history.lives > 0) database.renewEpoch()
      // Hints may go on being what they are: nothing depends on them but speed.
      if (chance.chance(0.5)) Object.assign(bus.faults, { loss: 0, doubling: 0, latestMs: 3, isUp: true })
      for (const [place, node] of nodes.entries()) {
        node.actor.clockAheadMs = 0
        if (node.actor.isDead) start(place)
      }
      for (const device of devices) {
        device.mend()
        if (chance.chance(0.3)) device.network.cut()
      }
      for (const network of networks) network.mend()
    },
  }
}
