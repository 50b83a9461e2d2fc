import { Problem } from '@qtable/domain'
import { networkOf } from './sign-in-throttle.ts'

/**
 * What a hash is computed for. `known` is a sign-in from where the account was signed in to before, and `member` the work of
 * people who are signed in, and of the operator.
 */
export type WorkKind = 'known' | 'member' | 'sign_in' | 'registration' | 'invitation' | 'reset'

/** Whom work is for. */
export interface WorkOrigin {
  kind: WorkKind
  /** The client's network address; absent where it does not come over the network. */
  address?: string | undefined
  /** Aborted when the caller is gone: work that waits is given up, and work that ran has no effect. */
  signal?: AbortSignal | undefined
}

/** Runs work in turns: the kinds take turns, and in each kind the addresses. */
export interface WorkQueue {
  /**
   * Runs `work` when it is its turn. `unavailable` where the queue of its kind is full or the caller is gone.
   */
  run<T>(origin: WorkOrigin, work: () => Promise<T>): Promise<T>
}

interface Waiting {
  start(): void
  refuse(problem: Problem): void
}

/** The work of one kind that waits, by network. The network whose turn it is comes first. */
interface Lane {
  networks: Map<string, Waiting[]>
  size: number
}

/**
 * At most `slots` run at once, and at most `queue` of each kind wait. In a full queue the network that waits for most gives
 * up its last place: strangers who ask for much stop neither other kinds of work nor other addresses.
 */
export function openWorkQueue({ slots, queue }: { slots: number; queue: number }): WorkQueue {
  const lanes = new Map<WorkKind, Lane>()
  let running = 0

  function enter(kind: WorkKind, network: string, one: Waiting): void {
    const lane = lanes.get(kind) ?? { networks: new Map<string, Waiting[]>(), size: 0 }
    lanes.set(kind, lane)
    const own = lane.networks.get(network) ?? []
    if (lane.size >= queue) {
      const [greediest, most] = [...lane.networks].reduce((a, b) => (b[1].length > a[1].length ? b : a))
      if (own.length + 1 >= most.length) throw full()
      most.at(-1)?.refuse(full())
      remove(kind, greediest, most.at(-1))
    }
    own.push(one)
    lane.networks.set(network, own)
    lane.size += 1
  }

  function remove(kind: WorkKind, network: string, one: Waiting | undefined): void {
    const lane = lanes.get(kind)
    const own = lane?.networks.get(network)
    const index = one && own ? own.indexOf(one) : -1
    if (!lane || !own || index < 0) return
    own.splice(index, 1)
    lane.size -= 1
    if (own.length === 0) lane.networks.delete(network)
    if (lane.size === 0) lanes.delete(kind)
  }

  function next(): Waiting | undefined {
    for (const [kind, lane] of lanes) {
      for (const [network, own] of lane.networks) {
        const [first] = own
        remove(kind, network, first)
        // Kind and network go to the end of their lines.
        if (lanes.delete(kind)) lanes.set(kind, lane)
        if (lane.networks.delete(network)) lane.networks.set(network, own)
        return first
      }
    }
    return undefined
  }

  function turnOf({ kind, address, signal }: WorkOrigin): Promise<void> {
    if (running < slots) {
      running += 1
      return Promise.resolve()
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const network = networkOf(address)
    const leave = () => {
      remove(kind, network, one)
      reject(gone())
    }
    const one: Waiting = { start: () => resolve(), refuse: reject }
    enter(kind, network, one)
    signal?.addEventListener('abort', leave, { once: true })
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  return {
    async run(origin, work) {
      const { signal } = origin
      if (signal?.aborted) throw gone()
      await turnOf(origin)
      try {
        if (signal?.aborted) throw gone()
        const result = await work()
        if (signal?.aborted) throw gone()
        return result
      } finally {
        // The slot passes to who waits, so that a new one cannot overtake it.
        const following = next()
        if (following) following.start()
        else running -= 1
      }
    },
  }
}

function full(): Problem {
  return new Problem('unavailable', 'Too many people are signing in at once.', { retryAfterSeconds: 5 })
}

// Nobody reads it: the connection of the caller is closed.
function gone(): Problem {
  return new Problem('unavailable', 'The caller is gone.', { retryAfterSeconds: 1 })
}
