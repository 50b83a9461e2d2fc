import { type Client, type ClientOptions, type ClientStorage, openClient } from '@qtable/client'
import type { FakeTabs } from '@qtable/client/testing'
import type { Random } from '../random.ts'
import type { SimulatedProcess } from './scheduler.ts'
import { openSimulatedNetwork, type SimulatedNetwork } from './simulated-network.ts'
import type { Simulation } from './simulation.ts'

/** One page on a device, which runs the real SDK until it is closed or killed. */
export interface SimulatedPage {
  readonly process: SimulatedProcess
  readonly network: SimulatedNetwork
  readonly client: Client
  /** The ids of the changes made on it that have no outcome yet. */
  readonly unsettled: Set<string>
  /** Tells it that the network is back, as a browser does. */
  online(): void
  close(): Promise<void>
  /** Ends it as an empty battery does. */
  kill(): void
}

export interface PageOptions {
  simulation: Simulation
  name: string
  random: Random
  storage: ClientStorage
  /** Undefined for a device whose pages know nothing of each other. */
  browser: FakeTabs | undefined
  /** Native clients send the token in the handshake of a socket; browsers cannot, and send a ticket. */
  socketSendsHeaders: boolean
  clockSkewMs: number
}

export function openSimulatedPage(options: PageOptions): SimulatedPage {
  const { simulation, name, random, storage, browser, socketSendsHeaders, clockSkewMs } = options
  const { scheduler, nodes } = simulation
  const self: SimulatedProcess = { name, clockSkewMs, isDead: false }
  const network = openSimulatedNetwork({ scheduler, random: simulation.random.fork(), device: self, nodes })
  const listeners = new Map<string, () => void>()
  const tab = browser?.open()
  const clientOptions: ClientOptions = {
    url: 'http://qtable',
    storage,
    ...(tab ? { tabs: tab } : {}),
    platform: {
      now: () => Math.floor(scheduler.now + self.clockSkewMs),
      setTimeout: (run, ms) => scheduler.schedule(ms, run, self),
      clearTimeout: (timer) => timer !== undefined && scheduler.cancel(timer as ReturnType<typeof scheduler.schedule>),
      random: random.next,
      newId: () => random.uuid(scheduler.now),
      fetch: network.fetch,
      openSocket: network.openSocket,
      socketSendsHeaders,
    },
  }
  // The SDK takes its browser events from the global scope, as soon as it is opened.
  Object.assign(globalThis, {
    addEventListener: (event: string, listener: () => void) => void listeners.set(event, listener),
  })
  const client = scheduler.runAs(self, () => openClient(clientOptions))
  Reflect.deleteProperty(globalThis, 'addEventListener')

  return {
    process: self,
    network,
    client,
    unsettled: new Set(),
    online: () => scheduler.runAs(self, () => listeners.get('online')?.()),
    close: () => scheduler.runAs(self, () => client.close()),
    kill() {
      self.isDead = true
      tab?.kill()
    },
  }
}
