/** Something that goes wrong, and for how long. */
export type Fault =
  | { kind: 'node killed' | 'node restarted'; node: number; awayMs: number }
  | { kind: 'PostgreSQL stopped' | 'PostgreSQL killed'; awayMs: number }
  | { kind: 'Redis gone'; awayMs: number }
  | { kind: 'sockets cut'; device: number }
  | { kind: 'network stalled' | 'device offline'; device: number; awayMs: number }
  | { kind: 'network slow'; device: number; awayMs: number; byMs: number }

/** What goes wrong one after another, each after a pause. What lies on different tracks may overlap. */
export type Track = readonly { pauseMs: number; fault: Fault }[]

export const faultKinds = [
  'node killed',
  'node restarted',
  'PostgreSQL stopped',
  'PostgreSQL killed',
  'Redis gone',
  'sockets cut',
  'network stalled',
  'network slow',
  'device offline',
] as const satisfies readonly Fault['kind'][]

/** What each track has once, and then again as chance will have it. */
const tracks: readonly (readonly Fault['kind'][])[] = [
  ['node killed', 'node restarted'],
  ['PostgreSQL stopped', 'PostgreSQL killed'],
  ['Redis gone'],
  ['sockets cut', 'network stalled', 'network slow', 'device offline'],
  ['sockets cut', 'sockets cut', 'network slow', 'network stalled'],
]

export interface PlanOptions {
  dice: (sides: number) => number
  nodes: number
  devices: number
  /** How often each track has its faults; 1 is each of them once. */
  rounds: number
}

/** The same for the same dice. */
export function planOf({ dice, nodes, devices, rounds }: PlanOptions): Track[] {
  const away = (from: number, span: number) => from + dice(span)

  function faultOf(kind: Fault['kind']): Fault {
    switch (kind) {
      case 'node killed':
      case 'node restarted':
        return { kind, node: dice(nodes), awayMs: away(0, 1_500) }
      case 'PostgreSQL stopped':
      case 'PostgreSQL killed':
        return { kind, awayMs: away(200, 1_500) }
      case 'Redis gone':
        return { kind, awayMs: away(200, 3_000) }
      case 'sockets cut':
        return { kind, device: dice(devices) }
      case 'network stalled':
        return { kind, device: dice(devices), awayMs: away(100, 6_000) }
      case 'device offline':
        return { kind, device: dice(devices), awayMs: away(500, 5_000) }
      case 'network slow':
        return { kind, device: dice(devices), awayMs: away(500, 3_000), byMs: away(5, 150) }
    }
  }

  return tracks.map((kinds) =>
    Array.from({ length: rounds }, () => shuffled(kinds, dice))
      .flat()
      .map((kind) => ({ pauseMs: away(100, 1_500), fault: faultOf(kind) })),
  )
}

function shuffled<T>(values: readonly T[], dice: (sides: number) => number): T[] {
  const rest = [...values]
  return values.flatMap(() => rest.splice(dice(rest.length), 1))
}
