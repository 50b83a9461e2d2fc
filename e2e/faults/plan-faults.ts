import type { Random } from '../random.ts'

/** One fault, and how long it lasts. `node` and `device` are indices. */
export type Fault =
  | { kind: 'nodeKilled' | 'nodeRestarted'; node: number; forMs: number }
  | { kind: 'databaseStopped' | 'databaseKilled'; forMs: number }
  | { kind: 'busDown'; forMs: number }
  | { kind: 'connectionsCut'; device: number }
  | { kind: 'connectionsStalled' | 'deviceOffline'; device: number; forMs: number }
  | { kind: 'networkSlow'; device: number; forMs: number; delayMs: number }
export type FaultKind = Fault['kind']

export const faultKinds = [
  'nodeKilled',
  'nodeRestarted',
  'databaseStopped',
  'databaseKilled',
  'busDown',
  'connectionsCut',
  'connectionsStalled',
  'networkSlow',
  'deviceOffline',
] as const satisfies readonly FaultKind[]

/** Faults that come one after another, each after a pause. Faults of different tracks overlap. */
export type FaultTrack = readonly { pauseMs: number; fault: Fault }[]

/** The kinds of each track: every round has each of them once, in random order. */
const tracks: readonly (readonly FaultKind[])[] = [
  ['nodeKilled', 'nodeRestarted'],
  ['databaseStopped', 'databaseKilled'],
  ['busDown'],
  ['connectionsCut', 'connectionsStalled', 'networkSlow', 'deviceOffline'],
  ['connectionsCut', 'connectionsCut', 'networkSlow', 'connectionsStalled'],
]

/** Plans the faults of one run: the same plan for the same random numbers. */
export function planFaults(options: { random: Random; nodes: number; devices: number; rounds: number }): FaultTrack[] {
  const { random, nodes, devices, rounds } = options
  const ms = (least: number, span: number) => least + random.int(span)

  function faultOf(kind: FaultKind): Fault {
    switch (kind) {
      case 'nodeKilled':
      case 'nodeRestarted':
        return { kind, node: random.int(nodes), forMs: ms(0, 1_500) }
      case 'databaseStopped':
      case 'databaseKilled':
        return { kind, forMs: ms(200, 1_500) }
      case 'busDown':
        return { kind, forMs: ms(200, 3_000) }
      case 'connectionsCut':
        return { kind, device: random.int(devices) }
      case 'connectionsStalled':
        return { kind, device: random.int(devices), forMs: ms(100, 6_000) }
      case 'deviceOffline':
        return { kind, device: random.int(devices), forMs: ms(500, 5_000) }
      case 'networkSlow':
        return { kind, device: random.int(devices), forMs: ms(500, 3_000), delayMs: ms(5, 150) }
    }
  }

  return tracks.map((kinds) =>
    Array.from({ length: rounds }, () => shuffled(kinds, random))
      .flat()
      .map((kind) => ({ pauseMs: ms(100, 1_500), fault: faultOf(kind) })),
  )
}

/** About how long a plan takes, in milliseconds: starting a node or PostgreSQL again takes a second more. */
export function lengthOf(plan: readonly FaultTrack[]): number {
  const restartMs = 1_000
  const length = (fault: Fault) => ('forMs' in fault ? fault.forMs + ('device' in fault ? 0 : restartMs) : 0)
  return Math.max(...plan.map((track) => track.reduce((sum, { pauseMs, fault }) => sum + pauseMs + length(fault), 0)))
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const rest = [...values]
  return values.flatMap(() => rest.splice(random.int(rest.length), 1))
}
