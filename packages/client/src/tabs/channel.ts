import { type ChangesFrame, PROTOCOL_VERSION, type WireChange } from '@qtable/protocol'
import type { Entry, Outbox, Settled } from '../outbox.ts'
import { type PlainProblem, plainProblem, problemFrom } from '../plain-problem.ts'
import type { StoredBase } from '../replica.ts'
import type { ConnectionStatus } from '../status.ts'

/** What a client asks of `BroadcastChannel`. */
export interface ChannelLike {
  onmessage: ((event: never) => void) | null
  postMessage(message: unknown): void
  close(): void
}

export type OpenChannel = (name: string) => ChannelLike

// Raised with every change of what tabs say to each other. They also say what the server said.
const tabsVersion = 2

/**
 * What only tabs of one version share. While a new version of an app is open beside an old one, each is as a device of
 * its own: both send what is stored, which ids make harmless (SY51), and neither has to understand the other.
 */
export function nameAmongTabs(what: 'leader' | 'talk', scope: string): string {
  return `qtable ${what} ${PROTOCOL_VERSION}.${tabsVersion} ${scope}`
}

/** What tabs of one browser say to each other. All of it is plain data. */
export type TabMessage =
  /** To the leader: what is there? */
  | { type: 'hello' }
  /** To the leader: are you awake? Any message is an answer. */
  | { type: 'ping' }
  /** To the leader: this is stored, please send it. */
  | { type: 'submit'; entry: Entry }
  /** From the leader: all there is. */
  | { type: 'whole'; base: StoredBase | undefined; outbox: Outbox; status: ConnectionStatus }
  /** From the leader: one step. `base` where the whole floor was replaced. */
  | { type: 'update'; frame?: ChangesFrame; base?: StoredBase; outbox: Outbox; settled: readonly PlainSettled[] }
  | { type: 'status'; status: ConnectionStatus }

export type PlainSettled =
  | { entry: Entry; outcome: 'confirmed'; version: number; changes: readonly WireChange[] | undefined }
  | { entry: Entry; outcome: 'refused' | 'withdrawn'; problem: PlainProblem }

export interface Channel {
  post(message: TabMessage): void
  close(): void
}

export function openChannel(open: OpenChannel, scope: string, on: (message: TabMessage) => void): Channel {
  const channel = open(nameAmongTabs('talk', scope))
  channel.onmessage = ({ data }: { data: TabMessage }) => on(data)
  return {
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  }
}

export function plainSettled(settled: Settled): PlainSettled {
  return settled.outcome === 'confirmed' ? settled : { ...settled, problem: plainProblem(settled.problem) }
}

export function settledOf(plain: PlainSettled): Settled {
  return plain.outcome === 'confirmed' ? plain : { ...plain, problem: problemFrom(plain.problem) }
}
