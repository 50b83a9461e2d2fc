import type { Role } from '@qtable/domain'
import type { Client, ClientEvents } from '../client.ts'
import { type ClientOptions, openClient } from '../open-client.ts'
import { type FakeNetwork, type FakeServer, openFakeServer } from './fake-server.ts'

/** A client on a pretended server, with everything that can be done to its network. */
export interface Device {
  client: Client
  network: FakeNetwork
  /** What the client told, oldest first. */
  told: { [Name in keyof ClientEvents]: ClientEvents[Name][] }
  /** Ends the page without another word, as a dead battery does. */
  kill(): void
  /** Puts the page to sleep: none of its timers runs until it is woken. */
  sleep(): void
  wake(): void
  /** Opens another client on the same network and whatever else is given. */
  reopen(options?: Partial<ClientOptions>): Promise<Device>
}

/** A pretended server, and devices whose people are signed in and see everything. */
export function openDevices(options: Parameters<typeof openFakeServer>[0] = {}) {
  const server = openFakeServer(options)
  let count = 0

  async function open(given: Partial<ClientOptions> = {}, at = server.device()): Promise<Device> {
    let isDead = false
    let slept: (() => void)[] | undefined
    const { world } = at
    const setTimeout = (run: () => void, ms: number) =>
      world.setTimeout(() => {
        if (slept) slept.push(run)
        else if (!isDead) run()
      }, ms)
    const client = openClient({ url: 'http://fake', ...given, world: { ...world, setTimeout, ...given.world } })
    const told: Device['told'] = {
      status: [],
      view: [],
      pending: [],
      confirmed: [],
      refused: [],
      refusals: [],
      others: [],
      notice: [],
    }
    for (const name of Object.keys(told) as (keyof ClientEvents)[]) {
      client.on(name, (event) => void (told[name] as unknown[]).push(event))
    }
    await finished(server, client.ready)
    const kill = () => {
      at.network.cut()
      isDead = true
    }
    const sleep = () => {
      slept = []
    }
    const wake = () => {
      const missed = slept ?? []
      slept = undefined
      for (const run of missed) run()
    }
    return { client, network: at.network, told, kill, sleep, wake, reopen: (more) => open({ ...given, ...more }, at) }
  }

  async function signedIn(given: Partial<ClientOptions> & { role?: Role } = {}): Promise<Device> {
    const { role = 'manager', ...rest } = given
    const person = server.hire(`Person${++count}`, role, [...server.restaurants.keys()])
    const device = await open(rest)
    await finished(server, device.client.signIn(person))
    await live(server, device)
    return device
  }

  return { server, open, signedIn }
}

/** Lets time pass until a promise has settled; gives what it gives. */
export async function finished<T>(server: FakeServer, promise: Promise<T>): Promise<T> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  promise.then(done, done)
  await server.clock.until(() => isDone)
  return promise
}

export async function live(server: FakeServer, ...devices: readonly Pick<Device, 'client'>[]): Promise<void> {
  await server.clock.until(() => devices.every(({ client }) => client.status.connection === 'live'))
}

/** Lets time pass until nothing is unsent and everybody has what the server has. */
export async function level(server: FakeServer, ...devices: readonly Pick<Device, 'client'>[]): Promise<void> {
  await server.clock.until(() =>
    devices.every(
      ({ client }) => client.status.unsent === 0 && client.base?.version === server.restaurant.floor.version,
    ),
  )
}
