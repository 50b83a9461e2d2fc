import type { Bus, Message } from '../../apps/server/src/bus/bus.ts'
import { readMessage, writeMessage } from '../../apps/server/src/bus/message.ts'
import type { Random } from '../random.ts'
import type { Scheduler, SimulatedProcess } from './scheduler.ts'

/** What goes wrong with the messages between nodes. Rates are probabilities. */
export interface BusFaults {
  lossRate: number
  duplicationRate: number
  /** Messages that are delayed also change their order. */
  maxDelayMs: number
  isUp: boolean
}

/** The Redis of a simulation. */
export interface SimulatedBus {
  readonly faults: BusFaults
  /** The bus as one node sees it. */
  join(node: SimulatedProcess): Bus
}

export function openSimulatedBus({ scheduler, random }: { scheduler: Scheduler; random: Random }): SimulatedBus {
  const faults: BusFaults = { lossRate: 0, duplicationRate: 0, maxDelayMs: 3, isUp: true }
  const members = new Map<SimulatedProcess, Set<(message: Message) => void>>()

  function deliver(text: string, to: SimulatedProcess): void {
    if (random.chance(faults.lossRate)) return
    const receive = () => {
      const message = readMessage(to.name, text)
      if (message) for (const listener of members.get(to) ?? []) listener(message)
    }
    scheduler.schedule(random.between(0.2, faults.maxDelayMs), receive, to)
    if (random.chance(faults.duplicationRate)) {
      scheduler.schedule(random.between(0.2, 10 * faults.maxDelayMs), receive, to)
    }
  }

  return {
    faults,
    join(node) {
      const listeners = new Set<(message: Message) => void>()
      members.set(node, listeners)
      return {
        publish(message) {
          if (!faults.isUp) return
          const text = writeMessage(node.name, message)
          for (const other of members.keys()) if (other !== node && !other.isDead) deliver(text, other)
        },
        subscribe(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        get isUp() {
          return faults.isUp
        },
        async close() {
          members.delete(node)
        },
      }
    },
  }
}
