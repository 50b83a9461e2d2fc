import type { Role } from '@qtable/domain'
import type { Client, ClientEvents } from '../client.ts'
import { type ClientOptions, openClient } from '../open-client.ts'
import type { FakeNetwork } from './fake-device.ts'
import { type FakeServer, openFakeServer } from './fake-server.ts'

/** A client on a fake server, and control of its network and its page. */
export interface TestDevice {
  client: Client
  network: FakeNetwork
  /** The events of the client, oldest first. */
  emitted: { [Name in keyof ClientEvents]: ClientEvents[Name][] }
  /** Ends the page without an event, as an empty battery does. */
  kill(): void
  /** Puts the page to sleep: its timers run when it wakes up. */
  sleep(): void
  wake(): void
  /** Opens another client with the same network and options. */
  reopen(options?: Partial<ClientOptions>): Promise<TestDevice>
}

/** A fake server. `open` gives a device, `signedIn` one whose person sees the floor. */
export function openDevices(options: Parameters<typeof openFakeServer>[0] = {}) {
  const server = openFakeServer(options)
  let count = 0

  async function open(given: Partial<ClientOptions> = {}, at = server.device()): Promise<TestDevice> {
    const { network, platform } = at
    const page = openPage(platform.setTimeout)
    const parts = { ...platform, setTimeout: page.setTimeout, ...given.platform }
    const client = openClient({ url: 'http://fake', ...given, platform: parts })
    const emitted = recordedEvents(client)
    await finished(server, client.ready)
    const kill = () => {
      network.cut()
      page.kill()
    }
    const { sleep, wake } = page
    return { client, network, emitted, kill, sleep, wake, reopen: (more) => open({ ...given, ...more }, at) }
  }

  async function signedIn(given: Partial<ClientOptions> & { role?: Role } = {}): Promise<TestDevice> {
    const { role = 'manager', ...rest } = given
    const person = server.hire(`Person${++count}`, role, [...server.restaurants.keys()])
    const device = await open(rest)
    await finished(server, device.client.signIn(person))
    await live(server, device)
    return device
  }

  return { server, open, signedIn }
}

function recordedEvents(client: Client): TestDevice['emitted'] {
  const emitted: TestDevice['emitted'] = {
    status: [],
    view: [],
    pending: [],
    confirmed: [],
    refused: [],
    refusals: [],
    warned: [],
    others: [],
    notice: [],
  }
  for (const name of Object.keys(emitted) as (keyof ClientEvents)[]) {
    client.on(name, (event) => void (emitted[name] as unknown[]).push(event))
  }
  return emitted
}

/** The timers of a page that may sleep or end. */
function openPage(setTimeout: (run: () => void, ms: number) => unknown) {
  let isDead = false
  let missed: (() => void)[] | undefined
  return {
    setTimeout: (run: () => void, ms: number) =>
      setTimeout(() => {
        if (missed) missed.push(run)
        else if (!isDead) run()
      }, ms),
    kill() {
      isDead = true
    },
    sleep() {
      missed = []
    },
    wake() {
      const due = missed ?? []
      missed = undefined
      for (const run of due) run()
    },
  }
}

/** Lets time pass until a promise has settled, and returns its result. */
export async function finished<T>(server: FakeServer, promise: Promise<T>): Promise<T> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  promise.then(done, done)
  await server.clock.until(() => isDone)
  return promise
}

/** Lets time pass until these devices are live. */
export async function live(server: FakeServer, ...devices: readonly Pick<TestDevice, 'client'>[]): Promise<void> {
  await server.clock.until(() => devices.every(({ client }) => client.status.connection === 'live'))
}

/** Lets time pass until these devices have nothing unsent and are at the server's version. */
export async function level(server: FakeServer, ...devices: readonly Pick<TestDevice, 'client'>[]): Promise<void> {
  await server.clock.until(() =>
    devices.every(
      ({ client }) => client.status.unsent === 0 && client.base?.version === server.restaurant.floor.version,
    ),
  )
}
