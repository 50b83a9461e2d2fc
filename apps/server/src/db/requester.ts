import { AsyncLocalStorage } from 'node:async_hooks'

// The user whose request is served. Every query below belongs to somebody, and none of the functions on the way there has a
// use for it.
const requesters = new AsyncLocalStorage<string>()

/** Runs `work` on the account of a user: its queries count for the user's share of the connections. */
export function asRequester<T>(userId: string, work: () => T): T {
  return requesters.run(userId, work)
}

export function currentRequester(): string | undefined {
  return requesters.getStore()
}
