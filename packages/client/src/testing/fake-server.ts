import type { Role } from '@qtable/domain'
import type { Platform } from '../platform.ts'
import { type FakeAccounts, openFakeAccounts } from './fake-accounts.ts'
import { type FakeNetwork, openFakeDevice } from './fake-device.ts'
import { type FakePerson, type FakeRestaurant, openFakeRestaurant } from './fake-restaurant.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

export interface FakeServer {
  readonly clock: VirtualClock
  readonly accounts: FakeAccounts
  /** The first restaurant. */
  readonly restaurant: FakeRestaurant
  readonly restaurants: ReadonlyMap<number, FakeRestaurant>
  /** Adds an account. Its password is `secret`. */
  hire(name: string, role?: Role, restaurantIds?: readonly number[]): FakePerson & { email: string; password: string }
  /** A device's own network to the server, and the platform that a client sees through it. */
  device(): { network: FakeNetwork; platform: Platform }
}

/** A server in this process with the rules of the domain, on a virtual clock: for tests of code that uses the client. */
export function openFakeServer(options: { restaurants?: number; accessSeconds?: number } = {}): FakeServer {
  const clock = virtualClock()
  let issued = 0
  const newId = () => `00000000-0000-7000-8000-${(++issued).toString(16).padStart(12, '0')}`
  const accounts = openFakeAccounts(clock.now, (options.accessSeconds ?? 900) * 1000)
  const restaurants = new Map<number, FakeRestaurant>()
  for (let id = 1; id <= (options.restaurants ?? 1); id++) {
    restaurants.set(id, openFakeRestaurant({ id, now: clock.now, newId }))
  }
  const random = repeatableRandom()
  return {
    clock,
    accounts,
    restaurants,
    restaurant: restaurants.get(1) ?? openFakeRestaurant({ now: clock.now, newId }),
    hire(name, role = 'host', restaurantIds = [1]) {
      const person = { id: newId(), name, role }
      const credentials = { email: `${name.toLowerCase()}@example.com`, password: 'secret' }
      accounts.add({ ...person, ...credentials, roles: new Map(restaurantIds.map((id) => [id, role])) })
      return { ...person, ...credentials }
    },
    device: () => openFakeDevice({ clock, random, newId, accounts, restaurants }),
  }
}

// A linear congruential generator with the constants of Numerical Recipes: the same chance in every run.
function repeatableRandom(): () => number {
  let seed = 1
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 32
  }
}
